using Dapper;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <summary>What users got for their scans. Every write has a key that a repeat meets again.</summary>
public sealed partial class RewardStore(IDatabase database, ScanStore scans, TimeProvider time)
{
    private readonly GroupCommit<bool> _writes = new(database);

    /// <summary>The id of a scan's reward.</summary>
    public static string RewardIdOf(string user, string scan) => NameId.Of(user, scan).ToString();

    /// <summary>Writes what a scan's reward writes.</summary>
    public async Task WriteAsync(string scanId, ScanWrite write, CancellationToken cancellationToken)
    {
        if (await scans.FindAsync(scanId, cancellationToken) is not { } scan
            || await scans.FoundAsync<GrantedReward>(
                scanId, $"{ScanStage.Reward}", cancellationToken) is not { Character: { } character } reward)
        {
            return;
        }

        var row = new
        {
            id = RewardIdOf(scan.UserId, scanId),
            ledgerId = NameId.Of(scan.UserId, scanId, "points").ToString(),
            ownershipId = NameId.Of(scan.UserId, scanId, "ownership").ToString(),
            scanId,
            user = scan.UserId,
            character,
            points = (long)reward.Points,
            now = Now(),
            kind = $"{write}",
        };
        await _writes.RunAsync(
            async (connection, transaction, ct) =>
            {
                foreach (var sql in Sql(write))
                {
                    await connection.ExecuteAsync(
                        new CommandDefinition(sql, row, transaction, cancellationToken: ct));
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>Which writes of a scan are there, and which are put aside.</summary>
    public Task<IReadOnlyDictionary<ScanWrite, string>> StatusAsync(
        string scanId, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<ScanWrite, string>>(
            async (connection, ct) => (await connection.QueryAsync<(string Kind, string Status)>(new CommandDefinition(
                $"""
                SELECT 'Reward', 'saved' FROM rewards WHERE scan_id = @scanId
                UNION ALL SELECT 'Ownership', 'saved' FROM character_ownerships o JOIN rewards r
                    ON o.user_id = r.user_id AND o.character_id = r.character_id WHERE r.scan_id = @scanId
                UNION ALL SELECT 'Collection', 'saved' FROM user_characters o JOIN rewards r
                    ON o.user_id = r.user_id AND o.character_id = r.character_id WHERE r.scan_id = @scanId
                UNION ALL SELECT kind, CASE WHEN {s_isNotDiscarded} THEN 'parked' ELSE 'discarded' END
                    FROM parked_writes WHERE scan_id = @scanId
                """,
                new { scanId },
                cancellationToken: ct)))
                .GroupBy(r => Enum.Parse<ScanWrite>(r.Kind))
                .ToDictionary(g => g.Key, g => g.First().Status),
            cancellationToken);

    /// <summary>The characters that a user owns, with the time and the scan of each.</summary>
    public Task<IReadOnlyList<OwnedCharacter>> CharactersAsync(string user, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<OwnedCharacter>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<OwnedCharacter>(new CommandDefinition(
                    """
                    SELECT character_id, scan_id, obtained_at FROM user_characters
                    WHERE user_id = @user ORDER BY obtained_at, character_id
                    """,
                    new { user },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>A user's points, and the scans that they are for.</summary>
    public Task<(long Total, long Scans)> PointsAsync(string user, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
                "SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT), COUNT(*) FROM point_ledger WHERE user_id = @user",
                new { user },
                cancellationToken: ct)),
            cancellationToken);

    private static string[] Sql(ScanWrite write)
    {
        const string Unpark = "DELETE FROM parked_writes WHERE scan_id = @scanId AND kind = @kind";
        return write switch
        {
            ScanWrite.Reward =>
            [
                """
                INSERT INTO rewards (id, scan_id, user_id, character_id, points, created_at)
                VALUES (@id, @scanId, @user, @character, @points, @now) ON CONFLICT DO NOTHING
                """,
                """
                INSERT INTO point_ledger (id, scan_id, user_id, points, created_at)
                VALUES (@ledgerId, @scanId, @user, @points, @now) ON CONFLICT DO NOTHING
                """,
                Unpark,
            ],
            ScanWrite.Ownership =>
            [
                """
                INSERT INTO character_ownerships (id, user_id, character_id, scan_id, created_at)
                VALUES (@ownershipId, @user, @character, @scanId, @now) ON CONFLICT DO NOTHING
                """,
                Unpark,
            ],
            _ =>
            [
                """
                INSERT INTO user_characters (user_id, character_id, scan_id, obtained_at)
                VALUES (@user, @character, @scanId, @now) ON CONFLICT DO NOTHING
                """,
                Unpark,
            ],
        };
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
