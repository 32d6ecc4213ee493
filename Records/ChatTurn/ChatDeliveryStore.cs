using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>What is to be sent: tried until it arrives, by one process at a time.</summary>
public sealed class ChatDeliveryStore(IDatabase database, TimeProvider time)
{
    private const int Batch = 50;
    private const int MostAttempts = 10;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>How long one process may try before another one does.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Adds a notice to somebody, once for its id.</summary>
    public Task NoteAsync(string callback, string id, string text, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            INSERT INTO chat_deliveries (id, callback_id, text, state, attempts, next_at, created_at)
            VALUES (@id, @callback, @text, 'waiting', 0, @now, @now) ON CONFLICT (id) DO NOTHING
            """,
            new { id, callback, text, now = Now() }, cancellationToken);

    /// <summary>Asks the user of a turn something where they are told by messages alone.</summary>
    public Task AskAsync(string turn, string subject, string text, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            INSERT INTO chat_deliveries (id, callback_id, text, state, attempts, next_at, created_at)
            SELECT @turn || ':' || @subject || ':' || c.id, c.id, @text, 'waiting', 0, @now, @now
            FROM chat_callbacks c JOIN chat_turns t ON t.user_id = c.user_id
            WHERE t.id = @turn AND c.kind = 'synology' ON CONFLICT (id) DO NOTHING
            """,
            new { turn, subject, text, now = Now() }, cancellationToken);

    /// <summary>
    /// What is due, the oldest first and one for each place: what waits for one that is away keeps nobody else waiting.
    /// </summary>
    public Task<IReadOnlyList<ChatDelivery>> DueAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<ChatDelivery>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<ChatDelivery>(new CommandDefinition(
                    $"""
                    SELECT d.id, d.callback_id, c.kind, c.user_id, c.url, c.secret, d.turn_id, d.text,
                        t.state AS turn_state, t.client_id, v.session_id, t.language, m.content, d.attempts, d.next_at
                    FROM (
                        SELECT id, callback_id, turn_id, text, attempts, next_at, created_at,
                            ROW_NUMBER() OVER (PARTITION BY callback_id ORDER BY created_at, id) AS nth
                        FROM chat_deliveries WHERE state = 'waiting' AND next_at <= @now
                    ) d
                    JOIN chat_callbacks c ON c.id = d.callback_id
                    LEFT JOIN chat_turns t ON t.id = d.turn_id
                    LEFT JOIN chat_conversations v ON v.id = t.conversation_id
                    LEFT JOIN chat_messages m ON m.turn_id = d.turn_id AND m.role = 'assistant'
                    WHERE d.nth = 1 ORDER BY d.created_at, d.id LIMIT {Batch}
                    """,
                    new { now = Now() }, cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>Takes one for an attempt.</summary>
    /// <returns>Whether it is still free.</returns>
    public async Task<bool> ClaimAsync(ChatDelivery delivery, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            """
            UPDATE chat_deliveries SET attempts = attempts + 1, next_at = @until
            WHERE id = @Id AND state = 'waiting' AND next_at = @NextAt
            """,
            new { delivery.Id, delivery.NextAt, until = Now() + (long)Lease.TotalMilliseconds },
            cancellationToken) > 0;

    /// <summary>It arrived.</summary>
    public Task SentAsync(string id, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE chat_deliveries SET state = 'sent', detail = NULL WHERE id = @id", new { id }, cancellationToken);

    /// <summary>It did not: it is tried again later, or given up.</summary>
    /// <param name="attempt">Which one it was, from 1.</param>
    /// <param name="isGone">Whether nobody will ever take it.</param>
    public Task FailedAsync(
        string id, long attempt, string detail, bool isGone, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(
            Math.Min(s_longest.TotalSeconds, s_first.TotalSeconds * Math.Pow(3, attempt - 1)));
        return database.ExecuteAsync(
            "UPDATE chat_deliveries SET state = @state, next_at = @next, detail = @detail WHERE id = @id",
            new
            {
                id, detail, state = isGone || attempt >= MostAttempts ? "failed" : "waiting",
                next = Now() + (long)pause.TotalMilliseconds,
            },
            cancellationToken);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
