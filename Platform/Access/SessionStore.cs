using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Access;

/// <summary>
/// Who is signed in to the console, to be looked at. Whether a session is let in is not asked here: its ticket and
/// <see cref="AccessList"/> say so.
/// </summary>
public sealed class SessionStore(IDatabase database)
{
    /// <summary>Adds a session.</summary>
    public Task AddAsync(ConsoleSession session, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        INSERT INTO console_sessions (id, user_id, stamp, created_at, last_seen_at, expires_at)
        VALUES (@Id, @UserId, @Stamp, @createdAt, @lastSeenAt, @expiresAt) ON CONFLICT (id) DO NOTHING
        """,
        new
        {
            session.Id,
            session.UserId,
            session.Stamp,
            createdAt = session.CreatedAt.ToUnixTimeMilliseconds(),
            lastSeenAt = session.LastSeenAt.ToUnixTimeMilliseconds(),
            expiresAt = session.ExpiresAt.ToUnixTimeMilliseconds(),
        },
        cancellationToken);

    /// <summary>All that were added and not removed.</summary>
    public async Task<IReadOnlyList<ConsoleSession>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<(string, string?, string, long, long, long)>(
                new CommandDefinition(
                    "SELECT id, user_id, stamp, created_at, last_seen_at, expires_at FROM console_sessions",
                    cancellationToken: ct)),
            cancellationToken);
        return
        [
            .. rows.Select(r => new ConsoleSession(
                r.Item1, r.Item2, r.Item3, At(r.Item4), At(r.Item5), At(r.Item6))),
        ];
    }

    /// <summary>Notes that a session asked for something; nothing where it is not known.</summary>
    public Task NoteSeenAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "UPDATE console_sessions SET last_seen_at = @at WHERE id = @id",
            new { id, at = at.ToUnixTimeMilliseconds() },
            cancellationToken);

    /// <summary>Removes a session.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.ExecuteAsync("DELETE FROM console_sessions WHERE id = @id", new { id }, cancellationToken);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
