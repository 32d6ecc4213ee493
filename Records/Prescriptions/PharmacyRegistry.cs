namespace OpsFlow.Records.Prescriptions;

/// <summary>The pharmacies of the settings.</summary>
public sealed class PharmacyRegistry(IReadOnlyList<Pharmacy> pharmacies)
{
    public IReadOnlyList<Pharmacy> All => pharmacies;

    /// <summary>
    /// A pharmacy; null when the settings have none of this id. Without an id the only one, if there is only one.
    /// </summary>
    public Pharmacy? Find(string? id) =>
        id is null ? pharmacies is [var only] ? only : null : pharmacies.FirstOrDefault(p => p.Id == id);
}
