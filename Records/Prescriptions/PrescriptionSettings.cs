using Microsoft.Extensions.Configuration;

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
}
