using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Workflows;

namespace OpsFlow.Records.ChatTurn;

/// <summary>Turns whose run is open, or should be.</summary>
public sealed class ChatRunRecords(IDatabase database, ChatStore chats) : IRunRecords
{
    private static readonly string s_open = string.Join(
        ", ", Enum.GetValues<TurnState>().Where(s => !ChatStore.IsFinal(s)).Select(s => $"'{s}'"));

    /// <inheritdoc/>
    public string WorkflowType { get; } = WorkflowDefinition.Create<ChatTurnWorkflow>().Name!;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenRun>> ListOpenAsync(
        DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "updated_at <= @until AND id > @after ORDER BY id LIMIT @limit",
            new { until = unchangedSince.ToUnixTimeMilliseconds(), after = after ?? "", limit },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken) =>
        ChatTurnWorkflow.TurnOf(workflowId) is { } id
            && await QueryAsync("id = @id", new { id }, cancellationToken) is [var run]
            ? run
            : null;

    /// <inheritdoc/>
    public Task CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken) => chats.EndAsync(
        run.RecordId, TurnState.Failed, reason,
        (_, written) => string.IsNullOrWhiteSpace(written) ? reason : written, null, cancellationToken);

    private Task<IReadOnlyList<OpenRun>> QueryAsync(
        string condition, object parameters, CancellationToken cancellationToken)
    {
        var all = new DynamicParameters(parameters);
        all.Add("prefix", ChatTurnWorkflow.IdOf(""));
        return database.WithConnectionAsync<IReadOnlyList<OpenRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<string>(new CommandDefinition(
                    $"""
                    SELECT id FROM chat_turns
                    WHERE state IN ({s_open}) AND NOT EXISTS
                        (SELECT 1 FROM run_starts WHERE workflow_id = @prefix || chat_turns.id) AND {condition}
                    """,
                    all,
                    cancellationToken: ct)))
                    .Select(id => new OpenRun(id, ChatTurnWorkflow.IdOf(id), null, null, 1)),
            ],
            cancellationToken);
    }
}
