namespace OpsFlow.Infrastructure.Git;

/// <summary>A token for an HTTP remote. It reaches git through the environment only.</summary>
public sealed class GitCredential
{
    /// <summary>Creates the credential; the user name matters to few servers.</summary>
    public GitCredential(string token, string userName = "x-access-token")
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        Token = token;
        UserName = userName;
    }

    /// <summary>User name for basic authentication.</summary>
    public string UserName { get; }

    internal string Token { get; }

    /// <summary>Never shows the token.</summary>
    public override string ToString() => $"{UserName}:***";
}
