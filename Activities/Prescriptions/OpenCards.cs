using System.Collections.Concurrent;
using OpsFlow.Records.Prescriptions;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>
/// Looks again at cards that wait for a decision: a prescription that was deleted is on no list of changes, and a run
/// that was ended from outside takes no decision and tells nobody.
/// </summary>
public sealed class OpenCards(
    PharmacySources sources, PrescriptionStore prescriptions, IAnalysisRuns runs, TimeProvider time)
{
    // Each costs a query of the pharmacy's database and a question to Temporal. Where there are more, the next ones
    // come a minute later.
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

    private async Task<bool> LookAsync(PrescriptionRecord record, CancellationToken cancellationToken)
    {
        var (_, database) = sources.Open(record.Pharmacy);
        if (await database.FindPatientAsync(record.Serial, cancellationToken) is null)
        {
            // The analysis that is asked for finds it gone, and takes the cards of before with it.
            return (await prescriptions.AskAsync(
                record.Pharmacy, record.Serial, record.AsDay(), cancellationToken)).IsNew;
        }

        return !await IsRunningAsync(record.Id, cancellationToken)
            && await prescriptions.ReviveAsync(record.Id, cancellationToken);
    }

    // What is not known now is asked again in a minute.
    private async Task<bool> IsRunningAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await runs.IsRunningAsync(id, cancellationToken);
        }
        catch (TemporalException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }
}
