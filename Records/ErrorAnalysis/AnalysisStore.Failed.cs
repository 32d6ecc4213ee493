using Dapper;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>Analyses that failed.</content>
public sealed partial class AnalysisStore
{
    /// <summary>The pipeline's name in addresses.</summary>
    public const string Pipeline = "error-analysis";

    /// <summary>
    /// Shows the state of the step that a new run tries again, until that run writes one itself. Nothing happens if it
    /// has already.
    /// </summary>
    public async Task ReopenAsync(
        string id, string runId, AnalysisState state, string detail, CancellationToken cancellationToken)
    {
        await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var isReopened = await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE analyses SET state = @state, detail = @detail, run_id = @runId, updated_at = @now
                    WHERE id = @id AND state = 'Failed' AND (run_id IS NULL OR run_id <> @runId)
                    """,
                    new { id, runId, state = state.ToString(), detail, now = Now() },
                    transaction,
                    cancellationToken: ct)) > 0;
                if (isReopened)
                {
                    await events.AppendAsync(
                        connection, transaction, StreamOf(id), $"{runId}:reopened", "state",
                        new { state = state.ToString(), detail }, ct);
                    await events.AppendAsync(
                        connection, transaction, AllStream, $"{id}:{runId}:reopened", "analysis",
                        new { id, state = state.ToString() }, ct);
                }

                return isReopened;
            },
            cancellationToken);
        signals.Notify(StreamOf(id));
        signals.Notify(AllStream);
    }
}
