using System.Collections.Concurrent;
using OpsFlow.Infrastructure.PharmacyDatabases;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>
/// Looks again at cards that wait for a decision: a prescription that was deleted is on no list of changes, and a run
/// that was ended from outside takes no decision and tells nobody.
/// </summary>
public sealed class OpenCards(
    PharmacySources sources, PrescriptionStore prescriptions, IPrescriptionAnalysisRuns runs, TimeProvider time)
{
    // Each costs a query of the pharmacy's database and a question to Temporal, and new prescriptions wait for them.
    private const int AtOnce = 5;

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (long After, DateTimeOffset Next)> _looked = new();

    /// <summary>Looks at a few, at the next ones when called again, and a minute after the last at the first.</summary>
    /// <returns>How many wait for a permit now that did not before.</returns>
    public async Task<int> LookAgainAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        var (after, next) = _looked.GetValueOrDefault(pharmacyId);
        var now = time.GetUtcNow();
        if (now < next)
        {
            return 0;
        }

        var page = await prescriptions.ListUndecidedAsync(pharmacyId, after, AtOnce, cancellationToken);
        var found = 0;
        foreach (var record in page)
        {
            if (await LookAsync(record, cancellationToken) is not { } isNew)
            {
                // Whoever does not answer for this one does not for the others, and each would wait as long.
                _looked[pharmacyId] = (after, now + s_interval);
                return found;
            }

            found += isNew ? 1 : 0;
            after = record.QueueNumber;
            _looked[pharmacyId] = (after, now);
        }

        if (page.Count < AtOnce)
        {
            _looked[pharmacyId] = (0, now + s_interval);
        }

        return found;
    }

    // Whether it waits for a permit now that did not before; null when that cannot be known now.
    private async Task<bool?> LookAsync(PrescriptionRecord record, CancellationToken cancellationToken)
    {
        bool isThere, isRunning;
        try
        {
            var (_, database) = sources.Open(record.Pharmacy);
            isThere = await database.FindPatientAsync(record.Serial, cancellationToken) is not null;
            isRunning = isThere && await runs.IsRunningAsync(record.Id, cancellationToken);
        }
        catch (UnreadableRowException)
        {
            // Of this one nothing can be known, but of the others.
            return false;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        // The analysis that is asked for finds it gone, and takes the cards of before with it.
        return isThere
            ? !isRunning && await prescriptions.ReviveAsync(record.Id, cancellationToken)
            : (await prescriptions.AskAsync(
                record.Pharmacy, record.Serial, record.AsDay(), cancellationToken)).IsNew;
    }
}
