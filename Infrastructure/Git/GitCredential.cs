namespace OpsFlow.Infrastructure.Git;

/// <summary>A token for an HTTP remote. It reaches git through the environment only.</summary>
public sealed class GitCredential
{
    /// <summary>The name that GitHub documents; most others take any.</summary>
    private const string AnyUser = "x-access-token";

    /// <summary>Creates the credential; the user name matters to few servers.</summary>
    public GitCredential(string token, string userName = AnyUser)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        Token = token;
        UserName = userName;
    }

    /// <summary>User name for basic authentication.</summary>
    public string UserName { get; }

    internal string Token { get; }

    /// <summary>
    /// The credential for a repository: with the user name of its address, else with the one that its host documents
    /// for tokens.
    /// </summary>
    /// <returns>The credential, or null without a token.</returns>
    public static GitCredential? For(string repositoryUrl, string? token) =>
        string.IsNullOrEmpty(token) ? null
        : new(token, GitUrl.UserName(repositoryUrl) ?? UserOf(GitUrl.Host(repositoryUrl) ?? "", token));

    /// <summary>Never shows the token.</summary>
    public override string ToString() => $"{UserName}:***";

    private static string UserOf(string host, string token) => host.ToLowerInvariant() switch
    {
        // An account's API token has another name than the access token of a repository, project or workspace.
        "bitbucket.org" => token.StartsWith("ATATT", StringComparison.Ordinal)
            ? "x-bitbucket-api-token-auth" : "x-token-auth",
        var name when name.Contains("bitbucket", StringComparison.Ordinal) => "x-token-auth",
        var name when name.Contains("gitlab", StringComparison.Ordinal) => "oauth2",
        _ => AnyUser,
    };
}
