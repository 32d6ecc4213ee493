using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.WebSearch;

/// <summary>Who searches the web where no model does it by itself.</summary>
public sealed record WebSearchSettings : IValidatableObject
{
    /// <summary>tavily or serper; none by default.</summary>
    [ConfigurationKeyName("WEB_SEARCH")]
    public WebSearchProvider Provider { get; init; }

    /// <summary>The provider's key.</summary>
    [ConfigurationKeyName("WEB_SEARCH_KEY")]
    public string? Key { get; init; }

    /// <summary>Where the provider is; null is its own address.</summary>
    [ConfigurationKeyName("WEB_SEARCH_URL")]
    public Uri? Url { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider != WebSearchProvider.None && string.IsNullOrEmpty(Key))
        {
            yield return new("OPSFLOW_WEB_SEARCH_KEY is needed for OPSFLOW_WEB_SEARCH");
        }
    }
}
