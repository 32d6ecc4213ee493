using OpsFlow.Platform.Runs;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Analyses of prescriptions that failed, and how they are tried again: in their pharmacy's queue.</summary>
internal sealed class FailedPrescriptions(
    PrescriptionStore prescriptions, PrescriptionRunRecords records, PrescriptionRuns runs)
    : FailedRuns(PrescriptionStore.Pipeline, records)
{
    /// <inheritdoc/>
    public override async Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken)
    {
        if (await prescriptions.FindAsync(run.Id, cancellationToken) is { } record)
        {
            await RetryAsync(record, cancellationToken);
        }

        return null;
    }

    /// <summary>Puts a prescription into its pharmacy's queue again.</summary>
    /// <returns>The analysis.</returns>
    public async Task<string> RetryAsync(PrescriptionRecord record, CancellationToken cancellationToken)
    {
        var (analysis, _) =
            await prescriptions.AskAsync(record.Pharmacy, record.Serial, record.AsDay(), cancellationToken);
        await runs.LookAgainAsync(record.Pharmacy, cancellationToken);
        return analysis;
    }
}
