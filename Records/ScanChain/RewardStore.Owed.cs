using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ScanChain;

/// <content>Rewards that users were told of, until all that they write is there.</content>
public sealed partial class RewardStore
{
    private const string IsPaid =
        """
        EXISTS (SELECT 1 FROM rewards r
            JOIN point_ledger p ON p.scan_id = r.scan_id
            JOIN character_ownerships o ON o.user_id = r.user_id AND o.character_id = r.character_id
            JOIN user_characters c ON c.user_id = r.user_id AND c.character_id = r.character_id
            WHERE r.scan_id = owed_rewards.scan_id)
        """;

    // What was put aside has its own times, and what a person gave up stays so.
    private const string IsOwed =
        $"""
        decided_at <= @until AND NOT {IsPaid}
            AND NOT EXISTS (SELECT 1 FROM parked_writes w WHERE w.scan_id = owed_rewards.scan_id)
        """;

    // The run writes within seconds; with all its retries it takes half a minute.
    private static readonly TimeSpan s_timeOfTheRun = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Scans whose user was told of a reward five minutes ago and more and that lack some of what it writes, the oldest
    /// first: their run was ended from outside, or is lost. Those with a write that is put aside are left out.
    /// </summary>
    public async Task<IReadOnlyList<string>> ListOwedAsync(CancellationToken cancellationToken)
    {
        var until = Until();
        await database.ExecuteAsync(
            $"DELETE FROM owed_rewards WHERE decided_at <= @until AND {IsPaid}", new { until }, cancellationToken);
        return await database.WithConnectionAsync<IReadOnlyList<string>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<string>(new CommandDefinition(
                    $"SELECT scan_id FROM owed_rewards WHERE {IsOwed} ORDER BY decided_at LIMIT 500",
                    new { until },
                    cancellationToken: ct)),
            ],
            cancellationToken);
    }

    /// <summary>How many there are.</summary>
    public Task<long> CountOwedAsync(CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM owed_rewards WHERE {IsOwed}", new { until = Until() }, cancellationToken: ct)),
        cancellationToken);

    /// <summary>
    /// Characters above one a scan, which is nowhere refused. A second reward or entry of points is, by their keys.
    /// </summary>
    public Task<long> CountExtraAsync(CancellationToken cancellationToken)
    {
        var tables = new[] { "character_ownerships", "user_characters" }
            .Select(t => $"SELECT COUNT(*) - 1 AS extra FROM {t} GROUP BY scan_id HAVING COUNT(*) > 1");
        return database.WithConnectionAsync(
            (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"SELECT COALESCE(SUM(extra), 0) FROM ({string.Join(" UNION ALL ", tables)}) AS scans_with_more",
                cancellationToken: ct)),
            cancellationToken);
    }

    private long Until() => Now() - (long)s_timeOfTheRun.TotalMilliseconds;
}
