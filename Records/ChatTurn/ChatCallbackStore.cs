using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>Where answers are sent, by user.</summary>
public sealed class ChatCallbackStore(IDatabase database, SecretProtector secrets, TimeProvider time)
{
    /// <summary>The most of one user.</summary>
    public const int Most = 10;

    /// <summary>The one of a user's Synology Chat; made when it is not there.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SynologyAsync(string user, CancellationToken cancellationToken)
    {
        var id = ChatIds.Of("callback", user, ChatCallback.Synology);
        await database.ExecuteAsync(
            """
            INSERT INTO chat_callbacks (id, user_id, kind, created_at) VALUES (@id, @user, @kind, @now)
            ON CONFLICT (id) DO NOTHING
            """,
            new { id, user, kind = ChatCallback.Synology, now = Now() }, cancellationToken);
        return id;
    }

    /// <summary>Adds an address; one that is there gets the new secret.</summary>
    /// <returns>Its id; null when there are too many.</returns>
    public async Task<string?> AddAsync(string user, Uri url, string secret, CancellationToken cancellationToken)
    {
        var id = ChatIds.Of("callback", user, $"{url}");
        return await database.ExecuteAsync(
            """
            INSERT INTO chat_callbacks (id, user_id, kind, url, secret, created_at)
            SELECT @id, @user, @kind, @url, @secret, @now
            WHERE (SELECT COUNT(*) FROM chat_callbacks WHERE user_id = @user AND kind = @kind AND id <> @id) < @most
            ON CONFLICT (id) DO UPDATE SET secret = @secret
            """,
            new
            {
                id, user, kind = ChatCallback.Webhook, url = $"{url}", secret = secrets.Protect(secret), now = Now(),
                most = Most,
            },
            cancellationToken) > 0 ? id : null;
    }

    /// <summary>A user's addresses.</summary>
    public Task<IReadOnlyList<ChatCallback>> ListAsync(string user, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<ChatCallback>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<ChatCallback>(new CommandDefinition(
                    """
                    SELECT id, user_id, kind, url, created_at FROM chat_callbacks
                    WHERE user_id = @user AND kind = 'webhook' ORDER BY created_at, id
                    """,
                    new { user }, cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>Forgets an address, with what waits for it.</summary>
    /// <returns>Whether the user had it.</returns>
    public Task<bool> RemoveAsync(string user, string id, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var isThere = await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM chat_callbacks WHERE id = @id AND user_id = @user AND kind = 'webhook'",
                    new { id, user }, transaction, cancellationToken: ct)) > 0;
                if (isThere)
                {
                    await connection.ExecuteAsync(new CommandDefinition(
                        "DELETE FROM chat_deliveries WHERE callback_id = @id", new { id }, transaction,
                        cancellationToken: ct));
                }

                return isThere;
            },
            cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
