using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Workflows;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>Analyses by their runs.</summary>
public sealed class AnalysisRunRecords(IDatabase database, AnalysisStore analyses) : RunRecords(database, s_table)
{
    private static readonly RunTable s_table = new(
        AnalysisStore.Pipeline, WorkflowDefinition.Create<ErrorAnalysisWorkflow>().Name!, "analyses")
    {
        States = Enum.GetNames<AnalysisState>(),
        RecentBy = "created_at",
        OpenStates = Enum.GetValues<AnalysisState>().Where(s => !AnalysisStore.IsFinal(s)).Select(s => $"{s}"),
        AskingStates = [$"{AnalysisState.AwaitingApproval}"],
        Title = "server_name || ': ' || error_type",
        Reason = "detail",
        Round = "round",
        WorkflowIdOf = ErrorAnalysisWorkflow.IdOf,
        RecordOf = ErrorAnalysisWorkflow.AnalysisOf,
    };

    /// <inheritdoc/>
    public override async Task<RunClosing> CloseAsync(
        OpenRun run, string reason, CancellationToken cancellationToken) =>
        await analyses.ChangeStateAsync(
            new StateChange(
                new RoundKey(run.RecordId, run.RunId ?? "", (int)run.Round),
                AnalysisState.Failed,
                reason,
                RunStartedAt: run.RunStartedAt),
            cancellationToken)
            ? RunClosing.Failed
            : RunClosing.None;
}
