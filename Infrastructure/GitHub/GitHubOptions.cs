namespace OpsFlow.Infrastructure.GitHub;

/// <summary>How GitHub is reached. Read once at start.</summary>
public sealed record GitHubOptions
{
    /// <summary>The API's address, ending in a slash. Default github.com's.</summary>
    public Uri ApiUrl { get; init; } = new("https://api.github.com/");

    /// <summary>The host in repository URLs. Default github.com.</summary>
    public string Host { get; init; } = "github.com";

    /// <summary>The secret of the webhook that tells merged and closed pull requests; null accepts none.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Reads <c>OPSFLOW_GITHUB_API_URL</c>, <c>OPSFLOW_GITHUB_HOST</c>, <c>OPSFLOW_GITHUB_WEBHOOK_SECRET</c>.</summary>
    /// <param name="read">Reads a variable.</param>
    /// <returns>The options.</returns>
    public static GitHubOptions FromEnvironment(Func<string, string?> read) => new()
    {
        ApiUrl = read("OPSFLOW_GITHUB_API_URL") is { Length: > 0 } url
            ? new Uri(url.EndsWith('/') ? url : url + "/")
            : new("https://api.github.com/"),
        Host = read("OPSFLOW_GITHUB_HOST") is { Length: > 0 } host ? host : "github.com",
        WebhookSecret = read("OPSFLOW_GITHUB_WEBHOOK_SECRET"),
    };
}
