using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ScanChain;

/// <summary>Deletes the pictures of scans, and where they were taken, after 90 days. What was found stays.</summary>
public sealed class ScanImageRetention(IDatabase database, IObjectStore objects, TimeProvider time) : IMaintenanceTask
{
    private const int Batch = 200;

    private static readonly TimeSpan s_age = TimeSpan.FromDays(90);

    /// <inheritdoc/>
    public string Name => "scan-images";

    /// <inheritdoc/>
    public string Note => "Deletes the pictures of scans that are 90 days old.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var deleted = 0;
        while (true)
        {
            var old = await database.WithConnectionAsync(
                async (connection, ct) => (await connection.QueryAsync<(string Id, string Image)>(
                    new CommandDefinition(
                        $"""
                        SELECT id, image FROM scans WHERE created_at < @before AND image_deleted_at IS NULL
                        ORDER BY created_at LIMIT {Batch}
                        """,
                        new { before = (now - s_age).ToUnixTimeMilliseconds() },
                        cancellationToken: ct))).ToList(),
                cancellationToken);
            foreach (var (_, image) in old)
            {
                await objects.DeleteAsync(image, cancellationToken);
            }

            await database.InTransactionAsync(
                (DbConnection connection, DbTransaction transaction, CancellationToken ct) => connection.ExecuteAsync(
                    new CommandDefinition(
                        "UPDATE scans SET image_deleted_at = @now, location = NULL WHERE id = @id",
                        old.Select(o => new { id = o.Id, now = now.ToUnixTimeMilliseconds() }),
                        transaction,
                        cancellationToken: ct)),
                cancellationToken);
            deleted += old.Count;
            onProgress($"{deleted} pictures deleted");
            if (old.Count < Batch)
            {
                return $"{deleted} pictures deleted";
            }
        }
    }
}
