using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Platform.Models;

/// <summary>What models are used for, such as <c>error-analysis</c>: which by tier, and for how much a day.</summary>
public sealed record ModelUse
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The model of <see cref="ModelTier.Fast"/>; null takes the role's, as for the others.</summary>
    [ConfigurationKeyName("fast")]
    public string? Fast { get; init; }

    /// <summary>The model of <see cref="ModelTier.Standard"/>.</summary>
    [ConfigurationKeyName("standard")]
    public string? Standard { get; init; }

    /// <summary>The model of <see cref="ModelTier.Premium"/>.</summary>
    [ConfigurationKeyName("premium")]
    public string? Premium { get; init; }

    /// <summary>The models that a request may ask for; null allows every registered one.</summary>
    [ConfigurationKeyName("allowed")]
    public string[]? Allowed { get; init; }

    /// <summary>The most that its calls of one day (UTC) may cost; null is no limit.</summary>
    [ConfigurationKeyName("budget")]
    [Range(0.0, 1_000_000.0, ErrorMessage = "{0} must be {1} to {2}")]
    public decimal? DailyBudget { get; init; }

    /// <summary>The model of a tier.</summary>
    public string? ModelOf(ModelTier tier) => tier switch
    {
        ModelTier.Fast => Fast,
        ModelTier.Premium => Premium,
        _ => Standard,
    };
}
