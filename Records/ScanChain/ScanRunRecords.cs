using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Workflows;

namespace OpsFlow.Records.ScanChain;

/// <summary>Scans by their runs.</summary>
public sealed class ScanRunRecords(IDatabase database, ScanStore scans) : RunRecords(database, s_table)
{
    private static readonly RunTable s_table = new(
        ScanStore.Pipeline, WorkflowDefinition.Create<ScanChainWorkflow>().Name!, "scans")
    {
        States = Enum.GetNames<ScanState>(),
        // Once a scan is over nothing changes it any more: it is recent by its end.
        RecentBy = "updated_at",
        OpenStates = Enum.GetValues<ScanState>().Where(s => !ScanStore.IsFinal(s)).Select(s => $"{s}"),
        AskingStates = [$"{ScanState.NeedsInput}"],
        Title = "user_id",
        Reason = "detail",
        Round = "attempt",
        NamesRuns = false,
        WorkflowIdOf = ScanChainWorkflow.IdOf,
        RecordOf = ScanChainWorkflow.ScanOf,
    };

    /// <inheritdoc/>
    public override async Task<RunClosing> CloseAsync(
        OpenRun run, string reason, CancellationToken cancellationToken) =>
        await scans.ChangeAsync(
            new ScanChange(run.RecordId, (int)run.Round, ScanState.Failed, reason), cancellationToken)
            ? RunClosing.Failed
            : RunClosing.None;
}
