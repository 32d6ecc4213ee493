using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Settings of the prescription analysis.</summary>
public sealed record PrescriptionSettings
{
    /// <summary>A YAML or JSON file with the pharmacies; null watches none.</summary>
    [ConfigurationKeyName("PHARMACIES_FILE")]
    public string? PharmaciesFile { get; init; }

    /// <summary>A table of products with the pharmacy's own codes; null has only those of the build.</summary>
    [ConfigurationKeyName("PRODUCTS_FILE")]
    public string? ProductsFile { get; init; }

    /// <summary>
    /// How long a prescription is kept after the last decision on its cards. Default 90 days; at least two, as a watch
    /// takes what is not on record for new on its day.
    /// </summary>
    [ConfigurationKeyName("PRESCRIPTION_RETENTION")]
    [DurationRange(3650, minDays: 2)]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);
}
