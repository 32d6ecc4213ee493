using System.Collections.Concurrent;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Infrastructure.PharmacyDatabases;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>The databases of the pharmacies, as this product reads them.</summary>
public sealed class PharmacySources(PharmacyRegistry pharmacies, Pseudonyms pseudonyms) : IPatientNames
{
    private readonly ConcurrentDictionary<string, PharmacyDatabase> _databases = new();

    /// <summary>A pharmacy and its database.</summary>
    /// <exception cref="InvalidOperationException">The settings have none of this id.</exception>
    public (Pharmacy Pharmacy, PharmacyDatabase Database) Open(string id)
    {
        var pharmacy = pharmacies.Find(id)
            ?? throw new InvalidOperationException($"The settings have no pharmacy '{id}'.");
        return (pharmacy, _databases.GetOrAdd(id, _ => Connect(pharmacy)));
    }

    /// <summary>A prescription as it is now, without the patient's name; null when it is gone.</summary>
    public async Task<Prescription?> LoadAsync(string pharmacyId, string serial, CancellationToken cancellationToken)
    {
        var (pharmacy, database) = Open(pharmacyId);
        if (await database.FindPatientAsync(serial, cancellationToken) is not { } patient)
        {
            return null;
        }

        var items = await database.ReadItemsAsync(serial, cancellationToken);
        return new(
            serial, await pseudonyms.OfAsync(pharmacy.Id, patient, cancellationToken),
            [
                .. items.Select(i => new PrescriptionItem(
                    i.Line, i.Code, i.Name, i.Dose, i.TimesPerDay, i.Days, i.Quantity, i.StopDate, i.Canceled,
                    i.HasUnreadable)),
            ]);
    }

    /// <summary>Whether a pharmacy's database has a prescription; null when it cannot be asked now.</summary>
    /// <param name="patience">How long it is waited for.</param>
    public async Task<bool?> HasAsync(
        string pharmacy, string serial, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(patience, cancellationToken);
        try
        {
            return await Open(pharmacy).Database.FindPatientAsync(serial, limit.Token) is not null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<string?> FindAsync(string pharmacy, string serial, CancellationToken cancellationToken)
    {
        try
        {
            return await Open(pharmacy).Database.FindPatientNameAsync(serial, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The board goes on with pseudonyms; that the database is away is shown elsewhere.
            return null;
        }
    }

    private static PharmacyDatabase Connect(Pharmacy pharmacy)
    {
        var kind = Enum.Parse<PharmacyDatabaseKind>(pharmacy.Database, ignoreCase: true);
        var usual = PharmacyQueries.Of(kind);
        return new(
            kind, pharmacy.Connection!,
            new(
                pharmacy.QueryChanges ?? usual.Changes, pharmacy.QueryPatient ?? usual.Patient,
                pharmacy.QueryItems ?? usual.Items, pharmacy.QueryPatientName ?? usual.PatientName),
            Enum.Parse<CursorKind>(pharmacy.Cursor, ignoreCase: true), pharmacy.Overlap);
    }
}
