using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>
/// Which permits of a pharmacy are taken, by the records and the runs: a watch that starts anew, as the last one was
/// ended from outside, would give them out once more.
/// </summary>
public sealed class WatchPermits(PrescriptionStore prescriptions, IPrescriptionAnalysisRuns runs)
{
    /// <summary>Who holds one.</summary>
    public async Task<IReadOnlyList<Permit>> ListHeldAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        List<Permit> held = [];
        foreach (var record in await prescriptions.ListUnderWayAsync(pharmacyId, cancellationToken))
        {
            if (await runs.IsRunningAsync(record.Id, cancellationToken))
            {
                var since = DateTimeOffset.FromUnixTimeMilliseconds(record.RunStartedAt ?? record.UpdatedAt);
                held.Add(new(record.Id, since.UtcDateTime));
            }
        }

        return held;
    }
}
