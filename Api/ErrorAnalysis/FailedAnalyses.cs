using System.Collections.Frozen;
using OpsFlow.Api.Runs;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Analyses that failed, and how they are tried again.</summary>
internal sealed class FailedAnalyses(
    AnalysisStore analyses, AnalysisRunRecords records, AnalysisRuns runs, RunReset reset, DurableStart starter)
    : FailedRuns(AnalysisStore.Pipeline, records)
{
    // The steps whose failure ends an analysis, by the names of their activities, and the state that each belongs to.
    private static readonly FrozenDictionary<string, AnalysisState> s_states = new Dictionary<string, AnalysisState>
    {
        ["Clone"] = AnalysisState.Cloning,
        ["Index"] = AnalysisState.Indexing,
        ["Analyse"] = AnalysisState.Analyzing,
        ["PreparePatch"] = AnalysisState.Validating,
        ["Publish"] = AnalysisState.Publishing,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_steps = s_states.Keys.ToFrozenSet();

    /// <inheritdoc/>
    public override async Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken) =>
        await analyses.FindAsync(run.Id, cancellationToken) is { } record
            ? await RetryAsync(record, by, cancellationToken)
            : null;

    /// <summary>Tries any analysis again that is over: one that failed from its step, others from the start.</summary>
    /// <param name="by">Who asks, for people.</param>
    /// <returns>The step that is tried again; null for the start.</returns>
    public async Task<string?> RetryAsync(AnalysisRecord record, string by, CancellationToken cancellationToken)
    {
        var detail = RunReason.RetriedBy(by);
        if (record.State == AnalysisState.Failed
            && await reset.ToFailedStepAsync(
                ErrorAnalysisWorkflow.IdOf(record.Id), s_steps, detail, cancellationToken) is { } again)
        {
            await analyses.ReopenAsync(record.Id, again.RunId, s_states[again.Step], detail, cancellationToken);
            return again.Step;
        }

        await starter.EnqueueAsync(
            runs.StartOf(record.Id, record.ServerName, record.ErrorType) with
            {
                AfterClosedRun = true,
                AfterRunId = record.RunId,
            },
            cancellationToken);
        return null;
    }
}
