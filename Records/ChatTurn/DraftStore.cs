using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// The draft of a conversation: only the newest waits, for half an hour, and it is kept until it is booked or refused.
/// </summary>
public sealed class DraftStore(IDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(30);

    /// <summary>The draft that waits; null when none does.</summary>
    public async Task<CalendarDraft?> WaitingAsync(string conversation, CancellationToken cancellationToken) =>
        await FindAsync(conversation, cancellationToken) is { State: "waiting" } row && row.ExpiresAt > Now()
            ? row.Draft
            : null;

    /// <summary>The newest draft, whatever became of it.</summary>
    public Task<DraftRow?> FindAsync(string conversation, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<DraftRow?>(new CommandDefinition(
                "SELECT uid, state, data, expires_at FROM chat_drafts WHERE conversation_id = @conversation",
                new { conversation }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Puts a draft in the place of the one before.</summary>
    public Task ReplaceAsync(string conversation, CalendarDraft draft, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            INSERT INTO chat_drafts (conversation_id, uid, state, data, expires_at)
            VALUES (@conversation, @uid, 'waiting', @data, @expires)
            ON CONFLICT (conversation_id) DO UPDATE SET
                uid = @uid, state = 'waiting', data = @data, expires_at = @expires
            """,
            new
            {
                conversation, uid = draft.Uid, data = JsonSerializer.Serialize(draft, EventJson.Options),
                expires = Now() + (long)s_age.TotalMilliseconds,
            },
            cancellationToken);

    /// <summary>Books or refuses it.</summary>
    /// <param name="state">booked or refused.</param>
    /// <returns>Whether it waited until now.</returns>
    public async Task<bool> CloseAsync(
        string conversation, string uid, string state, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            """
            UPDATE chat_drafts SET state = @state
            WHERE conversation_id = @conversation AND uid = @uid AND state = 'waiting'
            """,
            new { conversation, uid, state }, cancellationToken) > 0;

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
