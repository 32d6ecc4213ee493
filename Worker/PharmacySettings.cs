using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Infrastructure.Kims;
using OpsFlow.Platform.Settings;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Worker;

/// <summary>
/// The pharmacies, the table of drugs, the provider of interactions, and how long prescriptions are kept.
/// </summary>
public sealed record PharmacySettings(
    PharmacyRegistry Registry, DrugTable Drugs, KimsOptions Kims, TimeSpan Retention)
{
    /// <summary>Reads them; what is wrong, in the tables too, is with the reader.</summary>
    public static PharmacySettings Read(SettingsReader reader)
    {
        var settings = reader.Read<PrescriptionSettings>();
        return new(
            PharmacyRegistryReader.Read(reader, settings.PharmaciesFile),
            OpenDrugs(reader, settings.ProductsFile),
            reader.Read<KimsOptions>(),
            settings.Retention);
    }

    private static DrugTable OpenDrugs(SettingsReader reader, string? path)
    {
        if (path is not null)
        {
            try
            {
                return DrugTable.Open((Path.GetFileName(path), File.ReadAllText(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataFaultsException)
            {
                reader.AddFault($"{SettingsReader.Prefix}PRODUCTS_FILE cannot be used: {e.Message}");
            }
        }

        return DrugTable.Open();
    }
}
