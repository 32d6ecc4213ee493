using System.Globalization;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// Removes conversations that nobody has used for seven days with all that belongs to them, the live events of turns
/// that ended a day ago but the last ones, and what the classifier said long ago.
/// </summary>
public sealed class ChatRetention(IDatabase database, TimeProvider time) : IMaintenanceTask
{
    private const int Batch = 100;

    private static readonly TimeSpan s_age = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_eventAge = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public string Name => "chat";

    /// <inheritdoc/>
    public string Note => "Removes conversations that nobody has used for seven days.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromHours(6);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var removed = 0;
        while (await RemoveAsync(now, cancellationToken) is var count and > 0)
        {
            removed += count;
            onProgress(string.Create(CultureInfo.InvariantCulture, $"{removed} conversations removed"));
        }

        await EventTrim.StreamAsync(
            database, ChatStore.AllStream, (now - s_eventAge).ToUnixTimeMilliseconds(), cancellationToken);
        while (await TrimAsync(now, cancellationToken) > 0)
        {
            onProgress("live events removed");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{removed} conversations removed");
    }

    private Task<int> RemoveAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                List<string> old =
                [
                    .. await connection.QueryAsync<string>(new CommandDefinition(
                        $"""
                        SELECT id FROM chat_conversations WHERE updated_at < @before AND open_turn IS NULL LIMIT {Batch}
                        """,
                        new { before = (now - s_age).ToUnixTimeMilliseconds() }, transaction, cancellationToken: ct)),
                ];
                foreach (var sql in new[]
                {
                    """
                    DELETE FROM events WHERE stream IN
                        (SELECT 'chat:' || id FROM chat_turns WHERE conversation_id = @id)
                    """,
                    "DELETE FROM chat_nodes WHERE turn_id IN (SELECT id FROM chat_turns WHERE conversation_id = @id)",
                    "DELETE FROM chat_messages WHERE conversation_id = @id",
                    "DELETE FROM chat_drafts WHERE conversation_id = @id",
                    "DELETE FROM chat_turns WHERE conversation_id = @id",
                    "DELETE FROM chat_conversations WHERE id = @id",
                })
                {
                    await connection.ExecuteAsync(new CommandDefinition(
                        sql, old.Select(id => new { id }), transaction, cancellationToken: ct));
                }

                await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM chat_intents WHERE expires_at < @now", new { now = now.ToUnixTimeMilliseconds() },
                    transaction, cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM chat_deliveries WHERE created_at < @before",
                    new { before = (now - s_age).ToUnixTimeMilliseconds() }, transaction, cancellationToken: ct));
                return old.Count;
            },
            cancellationToken);

    // The result and the end stay: who comes late is told how it is and that it is over.
    private async Task<int> TrimAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Looked up outside of the transaction that writers wait for.
        var ended = await database.WithConnectionAsync(
            async (connection, ct) => (await connection.QueryAsync<string>(new CommandDefinition(
                $"""
                SELECT t.id FROM chat_turns t WHERE t.ended_at < @before AND EXISTS (SELECT 1 FROM events e
                    WHERE e.stream = 'chat:' || t.id AND e.kind = 'ack')
                LIMIT {Batch}
                """,
                new { before = (now - s_eventAge).ToUnixTimeMilliseconds() }, cancellationToken: ct))).ToList(),
            cancellationToken);
        await database.ExecuteAsync(
            "DELETE FROM events WHERE stream = @stream AND kind NOT IN ('result', 'done', 'error', 'cancelled')",
            ended.Select(id => new { stream = ChatStore.StreamOf(id) }),
            cancellationToken);
        return ended.Count;
    }
}
