using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>What was found of an error before.</content>
public sealed partial class AnalysisStore
{
    /// <summary>
    /// What came of the same error at the same commit, where it was rejected or had no fix: looking again finds no
    /// more. Nothing is settled for a person who asks for another run.
    /// </summary>
    /// <param name="runId">The run that asks.</param>
    public async Task<(AnalysisResult Result, Decision? Rejected)?> FindSettledAsync(
        AnalysisRecord record, string runId, string? commit, CancellationToken cancellationToken)
    {
        if (record.PreviousId is not { } previous || record.IsRegression == 1 || commit is null
            || (await ListRoundsAsync(record.Id, cancellationToken)).Any(r => r.RunId != runId)
            || await FindAsync(previous, cancellationToken) is not { Current.Result: { } result } earlier
            || earlier.Current.Base?.Commit != commit)
        {
            return null;
        }

        return earlier.State is AnalysisState.NoFix or AnalysisState.Rejected
            ? (result, earlier.State == AnalysisState.Rejected ? earlier.Current.Decision : null)
            : null;
    }
}
