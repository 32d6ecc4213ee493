using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>How GitHub is reached.</summary>
public sealed record GitHubOptions
{
    /// <summary>The API's address, ending in a slash. Default github.com's.</summary>
    [ConfigurationKeyName("GITHUB_API_URL")]
    public Uri ApiUrl
    {
        get;
        init => field = value.AbsolutePath.EndsWith('/') ? value : new Uri(value.AbsoluteUri + "/");
    } = new("https://api.github.com/");

    /// <summary>The host in repository URLs. Default github.com.</summary>
    [ConfigurationKeyName("GITHUB_HOST")]
    public string Host { get; init; } = "github.com";

    /// <summary>The secret of the webhook that tells merged and closed pull requests; null accepts none.</summary>
    [ConfigurationKeyName("GITHUB_WEBHOOK_SECRET")]
    public string? WebhookSecret { get; init; }
}
