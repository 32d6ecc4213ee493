using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;
using Temporalio.Workflows;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Analyses of prescriptions by their runs.</summary>
public sealed class PrescriptionRunRecords(IDatabase database, PrescriptionStore prescriptions)
    : RunRecords(database, s_table)
{
    private static readonly RunTable s_table = new(
        PrescriptionStore.Pipeline, WorkflowDefinition.Create<PrescriptionAnalysisWorkflow>().Name!, "prescriptions")
    {
        States = Enum.GetNames<PrescriptionState>(),
        RecentBy = "detected_at",
        // One that waits for a permit has no run yet; the watch looks after it.
        OpenStates = [$"{PrescriptionState.Checking}", $"{PrescriptionState.Generating}"],
        Waiting = "state = 'Success' AND undecided > 0",
        Title = "pharmacy || ': ' || serial",
        Reason = "reason",
        Round = "repeat_number",
        WorkflowIdOf = PrescriptionAnalysisWorkflow.IdOf,
        RecordOf = PrescriptionAnalysisWorkflow.AnalysisOf,
    };

    /// <inheritdoc/>
    public override Task<RunClosing> CloseAsync(
        OpenRun run, string reason, CancellationToken cancellationToken) =>
        prescriptions.CloseAsync(run, reason, cancellationToken);
}
