using System.Collections.Concurrent;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>
/// Looks again at cards that wait for a decision: a prescription that was deleted is on no list of changes.
/// </summary>
public sealed class OpenCards(PharmacySources sources, PrescriptionStore prescriptions, TimeProvider time)
{
    // Each costs a query of the pharmacy's database. Where there are more, the next ones come a minute later.
    private const int AtOnce = 100;

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (long After, DateTimeOffset At)> _looked = new();

    /// <summary>Looks at some, once a minute.</summary>
    /// <returns>How many wait for a permit now that did not before.</returns>
    public async Task<int> LookAgainAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var after = 0L;
        if (_looked.TryGetValue(pharmacyId, out var last))
        {
            if (now - last.At < s_interval)
            {
                return 0;
            }

            after = last.After;
        }

        var page = await prescriptions.ListUndecidedAsync(pharmacyId, after, AtOnce, cancellationToken);
        var found = 0;
        foreach (var record in page)
        {
            found += await LookAsync(record, cancellationToken) ? 1 : 0;
        }

        _looked[pharmacyId] = (page.Count == AtOnce ? page[^1].QueueNumber : 0, now);
        return found;
    }

    // The analysis that is asked for finds it gone, and takes the cards of before with it.
    private async Task<bool> LookAsync(PrescriptionRecord record, CancellationToken cancellationToken)
    {
        var (_, database) = sources.Open(record.Pharmacy);
        return await database.FindPatientAsync(record.Serial, cancellationToken) is null
            && (await prescriptions.AskAsync(record.Pharmacy, record.Serial, record.AsDay(), cancellationToken)).IsNew;
    }
}
