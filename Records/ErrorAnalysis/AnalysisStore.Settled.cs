using Dapper;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>What was found of an error before.</content>
public sealed partial class AnalysisStore
{
    /// <summary>
    /// What came of the same error at the same commit, where it was rejected or had no fix: looking again finds no
    /// more. Nothing is settled for a person who asks for another run, and no fix may be found once the server's entry
    /// was changed.
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

        if (earlier.State == AnalysisState.Rejected)
        {
            return (result, earlier.Current.Decision);
        }

        return earlier.State == AnalysisState.NoFix && !await IsServerChangedAsync(earlier, cancellationToken)
            ? (result, null)
            : null;
    }

    private Task<bool> IsServerChangedAsync(AnalysisRecord since, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"""
                SELECT COUNT(*) FROM servers WHERE id = @ServerId AND updated_at >=
                    (SELECT MAX(created_at) FROM analysis_rounds
                     WHERE analysis_id = @Id AND part = '{RoundParts.Result}')
                """,
                new { since.ServerId, since.Id },
                cancellationToken: ct)) > 0,
            cancellationToken);
}
