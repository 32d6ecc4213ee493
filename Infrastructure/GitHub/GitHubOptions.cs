using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>How GitHub is reached.</summary>
public sealed record GitHubOptions : IValidatableObject
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

    /// <summary>
    /// The id, or client id, of a GitHub App: repositories of GitHub whose server has no token of its own are reached
    /// as its installation. Null for none.
    /// </summary>
    [ConfigurationKeyName("GITHUB_APP_ID")]
    public string? AppId { get; init; }

    /// <summary>The file with the app's private key, as GitHub gives it (PEM).</summary>
    [ConfigurationKeyName("GITHUB_APP_KEY_FILE")]
    public string? AppKeyFile { get; init; }

    /// <summary>The secret of the webhook that tells merged and closed pull requests; null accepts none.</summary>
    [ConfigurationKeyName("GITHUB_WEBHOOK_SECRET")]
    public string? WebhookSecret { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AppId is null != AppKeyFile is null)
        {
            yield return new("OPSFLOW_GITHUB_APP_ID and OPSFLOW_GITHUB_APP_KEY_FILE belong together");
        }
        else if (AppKeyFile is not null && GitHubAppKey.Fault(AppKeyFile) is { } fault)
        {
            yield return new($"OPSFLOW_GITHUB_APP_KEY_FILE: {fault}");
        }
    }
}
