using System.Collections.Frozen;
using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Access;

/// <summary>Keys, users and revoked tokens in the store. Each change raises the version.</summary>
public sealed class AccessStore(IDatabase database, TimeProvider time)
{
    /// <summary>The version of what is stored.</summary>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => VersionAsync(connection, ct), cancellationToken);

    /// <summary>Everything.</summary>
    public Task<AccessSnapshot> ReadAsync(CancellationToken cancellationToken) => database.WithConnectionAsync(
        async (connection, ct) =>
        {
            // Before the rest: what is newer than its version is read again, never missed.
            var version = await VersionAsync(connection, ct);
            var keys = await connection.QueryAsync<ApiKey>(new CommandDefinition(
                "SELECT * FROM api_keys", cancellationToken: ct));
            var users = await connection.QueryAsync<ConsoleUser>(new CommandDefinition(
                "SELECT * FROM users", cancellationToken: ct));
            var revoked = await connection.QueryAsync<string>(new CommandDefinition(
                "SELECT token_id FROM revoked_tokens", cancellationToken: ct));
            return new AccessSnapshot(
                version,
                keys.ToFrozenDictionary(k => k.KeyHash, StringComparer.Ordinal),
                users.ToFrozenDictionary(u => u.Id, StringComparer.Ordinal),
                revoked.ToFrozenSet(StringComparer.Ordinal));
        },
        cancellationToken);

    /// <summary>Adds a key.</summary>
    public Task AddAsync(ApiKey key, CancellationToken cancellationToken) => ChangeAsync(
        """
        INSERT INTO api_keys (id, prefix, name, key_hash, scopes, created_by, created_at, expires_at)
        VALUES (@Id, @Prefix, @Name, @KeyHash, @Scopes, @CreatedBy, @CreatedAt, @ExpiresAt)
        """,
        key,
        cancellationToken);

    /// <summary>Revokes a key for good.</summary>
    /// <returns>Whether there is such a key.</returns>
    public Task<bool> RevokeKeyAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, @now) WHERE id = @id",
        new { id, now = Now },
        cancellationToken);

    /// <summary>Notes when keys were used. No change of who may call.</summary>
    public Task NoteUsesAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "UPDATE api_keys SET last_used_at = @now WHERE id = @id",
            ids.Select(id => new { id, now = Now }),
            cancellationToken);

    /// <summary>Adds a user, or changes the one of the id.</summary>
    /// <param name="expected">The version that was changed; null for whichever it is by now.</param>
    /// <returns>False if another user has the name, or this one has another version.</returns>
    public Task<bool> SaveAsync(
        ConsoleUser user, CancellationToken cancellationToken, long? expected = null) => ChangeAsync(
        """
        INSERT INTO users (id, name, role, password_hash, stamp, created_at)
        SELECT @Id, @Name, @role, @PasswordHash, @Stamp, @CreatedAt
        WHERE NOT EXISTS (SELECT 1 FROM users WHERE name = @Name AND id <> @Id)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
            password_hash = excluded.password_hash, stamp = excluded.stamp, version = users.version + 1
            WHERE @expected < 0 OR users.version = @expected
        """,
        new
        {
            user.Id, user.Name, role = user.Role.ToString(), user.PasswordHash, user.Stamp, user.CreatedAt,
            expected = expected ?? -1,
        },
        cancellationToken).OrTakenAsync();

    /// <summary>Removes a user, whose sessions end.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveUserAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync("DELETE FROM users WHERE id = @id", new { id }, cancellationToken);

    /// <summary>Ends a token or a session before its time.</summary>
    /// <param name="expiresAt">When it ends by itself; the entry is kept until then.</param>
    public Task RevokeTokenAsync(string tokenId, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        ChangeAsync(
            """
            INSERT INTO revoked_tokens (token_id, expires_at) VALUES (@tokenId, @at)
            ON CONFLICT (token_id) DO UPDATE SET expires_at = excluded.expires_at
            WHERE excluded.expires_at > revoked_tokens.expires_at
            """,
            new { tokenId, at = expiresAt.ToUnixTimeMilliseconds() },
            cancellationToken);

    /// <summary>Removes the entries of tokens that ended by themselves.</summary>
    /// <param name="margin">How much longer they are kept: clocks differ.</param>
    public Task SweepAsync(TimeSpan margin, CancellationToken cancellationToken) => ChangeAsync(
        "DELETE FROM revoked_tokens WHERE expires_at < @before",
        new { before = Now - (long)margin.TotalMilliseconds },
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Task<long> VersionAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT version FROM access_version", cancellationToken: cancellationToken));

    private Task<bool> ChangeAsync(string sql, object row, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var isChanged = await connection.ExecuteAsync(
                    new CommandDefinition(sql, row, transaction, cancellationToken: ct)) > 0;
                if (isChanged)
                {
                    await connection.ExecuteAsync(new CommandDefinition(
                        "UPDATE access_version SET version = version + 1", transaction: transaction,
                        cancellationToken: ct));
                }

                return isChanged;
            },
            cancellationToken);
}
