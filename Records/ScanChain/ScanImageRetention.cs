using Dapper;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ScanChain;

/// <summary>
/// Deletes the pictures of scans, and where they were taken, after 90 days; what was found stays. Pictures whose scan
/// never came to be go, too.
/// </summary>
public sealed class ScanImageRetention(IDatabase database, IObjectStore objects, TimeProvider time) : IMaintenanceTask
{
    private const int Batch = 200;
    private const string Folder = "scans";

    private static readonly TimeSpan s_age = TimeSpan.FromDays(90);

    /// <summary>The key of a scan's picture.</summary>
    /// <param name="id">The scan.</param>
    /// <param name="hash">Of the picture: two at the same moment do not replace each other.</param>
    public static string KeyOf(string id, string hash) => $"{Folder}/{id}-{hash}.jpg";

    /// <inheritdoc/>
    public string Name => "scan-images";

    /// <inheritdoc/>
    public string Note => "Deletes the pictures of scans that are 90 days old, and those without a scan.";

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

            await database.ExecuteAsync(
                "UPDATE scans SET image_deleted_at = @now, location = NULL WHERE id = @id",
                old.Select(o => new { id = o.Id, now = now.ToUnixTimeMilliseconds() }),
                cancellationToken);
            deleted += old.Count;
            onProgress($"{deleted} pictures deleted");
            if (old.Count < Batch)
            {
                break;
            }
        }

        var orphans = await OrphanedObjects.DeleteAsync(
            objects, Folder, now, FindKeptAsync, count => onProgress(Progress(deleted, count)), cancellationToken);
        return Progress(deleted, orphans);
    }

    private static string Progress(int deleted, int orphans) =>
        $"{deleted} pictures deleted, {orphans} without a scan";

    private Task<IEnumerable<string>> FindKeptAsync(string[] keys, CancellationToken cancellationToken)
    {
        var ids = keys.Select(k => k[(Folder.Length + 1)..]).Select(n => n[..Math.Max(0, n.LastIndexOf('-'))]);
        var values = new DynamicParameters();
        var list = SqlIn.List(values, "id", ids.Distinct());
        return database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<string>(new CommandDefinition(
                $"SELECT image FROM scans WHERE id IN {list} AND image_deleted_at IS NULL",
                values,
                cancellationToken: ct)),
            cancellationToken);
    }
}
