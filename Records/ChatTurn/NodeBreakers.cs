using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// Nodes that fail too often are not asked for a while, by no worker; then one worker tries it, and when that goes well
/// all do again.
/// </summary>
public sealed class NodeBreakers(IDatabase database, TimeProvider time)
{
    /// <summary>Whether a node may be asked now.</summary>
    /// <param name="window">How long it stays open.</param>
    public async Task<bool> MayEnterAsync(string node, TimeSpan window, CancellationToken cancellationToken)
    {
        var until = await database.WithConnectionAsync(
            (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT open_until FROM chat_breakers WHERE node = @node", new { node }, cancellationToken: ct)),
            cancellationToken);
        var now = Now();
        // Half open: who moves the time on is the one who tries it.
        return until == 0 || (until <= now && await database.ExecuteAsync(
            "UPDATE chat_breakers SET open_until = @next WHERE node = @node AND open_until = @until",
            new { node, until, next = now + (long)window.TotalMilliseconds }, cancellationToken) > 0);
    }

    /// <summary>Whether a node might be asked after this; nothing is taken by looking.</summary>
    /// <param name="failures">How often it fails before that.</param>
    /// <param name="threshold">How many failures within the window open it.</param>
    public async Task<bool> WouldEnterAsync(
        string node, int failures, int threshold, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = Now();
        var (recent, until) = await database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<(long Recent, long Until)>(new CommandDefinition(
                """
                SELECT CASE WHEN since_at < @old THEN 0 ELSE failures END, open_until FROM chat_breakers
                WHERE node = @node
                """,
                new { node, old = now - (long)window.TotalMilliseconds },
                cancellationToken: ct)),
            cancellationToken);
        return until > 0 ? until <= now && failures == 0 : failures == 0 || recent + failures < threshold;
    }

    /// <summary>It went well.</summary>
    public async Task SucceededAsync(string node, CancellationToken cancellationToken)
    {
        // Most have no row, and nothing is written for them.
        if (await database.WithConnectionAsync(
            (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM chat_breakers WHERE node = @node", new { node }, cancellationToken: ct)),
            cancellationToken) > 0)
        {
            await database.ExecuteAsync(
                "DELETE FROM chat_breakers WHERE node = @node", new { node }, cancellationToken);
        }
    }

    /// <summary>It failed.</summary>
    /// <param name="threshold">How many failures within the window open it.</param>
    public Task FailedAsync(string node, int threshold, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = Now();
        return database.ExecuteAsync(
            """
            INSERT INTO chat_breakers (node, failures, since_at, open_until) VALUES (@node, 1, @now, @first)
            ON CONFLICT (node) DO UPDATE SET
                failures = CASE WHEN chat_breakers.since_at < @old THEN 1 ELSE chat_breakers.failures + 1 END,
                since_at = CASE WHEN chat_breakers.since_at < @old THEN @now ELSE chat_breakers.since_at END,
                open_until = CASE WHEN chat_breakers.open_until > 0 THEN @next
                    WHEN chat_breakers.since_at >= @old AND chat_breakers.failures + 1 >= @threshold THEN @next
                    ELSE 0 END
            """,
            new
            {
                node, now, threshold, old = now - (long)window.TotalMilliseconds,
                next = now + (long)window.TotalMilliseconds,
                first = threshold <= 1 ? now + (long)window.TotalMilliseconds : 0,
            },
            cancellationToken);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
