namespace OpsFlow.Platform.Store;

/// <summary>Work that one process of a deployment does for all.</summary>
public sealed class Leases(IDatabase database, TimeProvider time)
{
    /// <summary>Takes or renews a lease.</summary>
    /// <returns>False while another owner holds it.</returns>
    public async Task<bool> TryTakeAsync(
        string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await database.ExecuteAsync(
            """
            INSERT INTO leases (name, owner, until_at) VALUES (@name, @owner, @until)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at
            WHERE leases.owner = excluded.owner OR leases.until_at <= @now
            """,
            new
            {
                name,
                owner,
                now = now.ToUnixTimeMilliseconds(),
                until = (now + duration).ToUnixTimeMilliseconds(),
            },
            cancellationToken) == 1;
    }
}
