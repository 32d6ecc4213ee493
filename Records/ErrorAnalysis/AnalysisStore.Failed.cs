using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>Analyses that failed.</content>
public sealed partial class AnalysisStore
{
    /// <summary>The pipeline's name in addresses.</summary>
    public const string Pipeline = "error-analysis";

    /// <summary>Those that nobody has put aside, the newest first.</summary>
    /// <param name="before">The time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<TroubledRun>> ListFailedAsync(
        (long At, string Id)? before, int limit, CancellationToken cancellationToken) =>
        QueryFailedAsync(
            $"""
            AND (updated_at < @at OR (updated_at = @at AND id < @id))
                AND {RunDiscards.IsNotDiscarded(Pipeline, "analyses.id", "analyses.updated_at")}
            ORDER BY updated_at DESC, id DESC LIMIT @limit
            """,
            new { at = before?.At ?? long.MaxValue, id = before?.Id ?? "", limit },
            cancellationToken);

    /// <summary>One that failed, also when it was put aside.</summary>
    public async Task<TroubledRun?> FindFailedAsync(string id, CancellationToken cancellationToken) =>
        (await QueryFailedAsync("AND id = @id", new { id }, cancellationToken)).SingleOrDefault();

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

    private Task<IReadOnlyList<TroubledRun>> QueryFailedAsync(
        string rest, object parameters, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<TroubledRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string Server, string Type, string? Detail, long At)>(
                    new CommandDefinition(
                        $"""
                        SELECT id, server_name, error_type, detail, updated_at FROM analyses WHERE state = 'Failed' {rest}
                        """,
                        parameters,
                        cancellationToken: ct)))
                    .Select(r => new TroubledRun(
                        Pipeline, r.Id, ErrorAnalysisWorkflow.IdOf(r.Id), RunTrouble.Failed, $"{r.Server}: {r.Type}",
                        r.Detail, r.At)),
            ],
            cancellationToken);
}
