using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Kims;

/// <summary>A licensed provider of interaction data.</summary>
public sealed record KimsOptions : IValidatableObject
{
    /// <summary>Its address; null checks by the open table.</summary>
    [ConfigurationKeyName("KIMS_URL")]
    public Uri? Url { get; init; }

    /// <summary>The key for it.</summary>
    [ConfigurationKeyName("KIMS_API_KEY")]
    public string? ApiKey { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is null && ApiKey is not null)
        {
            yield return new("OPSFLOW_KIMS_API_KEY is of no use without OPSFLOW_KIMS_URL");
        }
    }
}
