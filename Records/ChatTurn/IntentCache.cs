using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// What the classifier said of a message, for an hour and for everybody; nothing of anybody's conversation, and nothing
/// that is added to it later.
/// </summary>
public sealed class IntentCache(IDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromHours(1);

    /// <summary>The answer; null when there is none.</summary>
    public Task<string?> FindAsync(string key, CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT data FROM chat_intents WHERE id = @key AND expires_at > @now",
            new { key, now = time.GetUtcNow().ToUnixTimeMilliseconds() }, cancellationToken: ct)),
        cancellationToken);

    /// <summary>Keeps an answer.</summary>
    public Task KeepAsync(string key, string answer, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            INSERT INTO chat_intents (id, data, expires_at) VALUES (@key, @answer, @expires)
            ON CONFLICT (id) DO UPDATE SET data = @answer, expires_at = @expires
            """,
            new { key, answer, expires = (time.GetUtcNow() + s_age).ToUnixTimeMilliseconds() },
            cancellationToken);
}
