using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// Deletes pictures of conversations after 90 days, those whose conversation is gone, and those that never got a row.
/// </summary>
public sealed class ChatImageRetention(IDatabase database, IObjectStore objects, TimeProvider time) : IMaintenanceTask
{
    private const int Batch = 200;
    private const string Folder = "chat";

    private static readonly TimeSpan s_age = TimeSpan.FromDays(90);

    /// <summary>The key of a turn's picture; the same one of the same turn is kept once.</summary>
    public static string KeyOf(string turn, byte[] picture) =>
        $"{Folder}/{turn}-{Convert.ToHexStringLower(SHA256.HashData(picture))[..16]}.jpg";

    /// <inheritdoc/>
    public string Name => "chat-images";

    /// <inheritdoc/>
    public string Note => "Deletes pictures of conversations that are 90 days old or gone, and those without a row.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await DeleteAsync(cancellationToken) is var count and > 0)
        {
            deleted += count;
            onProgress(string.Create(CultureInfo.InvariantCulture, $"{deleted} pictures deleted"));
        }

        var orphans = await OrphanedObjects.DeleteAsync(
            objects, Folder, time.GetUtcNow(), FindKeptAsync, count => onProgress(Progress(deleted, count)),
            cancellationToken);
        return Progress(deleted, orphans);
    }

    private static string Progress(int deleted, int orphans) => string.Create(
        CultureInfo.InvariantCulture, $"{deleted} pictures deleted, {orphans} without a row");

    private Task<IEnumerable<string>> FindKeptAsync(string[] keys, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters();
        var list = SqlIn.List(values, "key", keys);
        return database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<string>(new CommandDefinition(
                $"SELECT id FROM chat_images WHERE id IN {list}", values, cancellationToken: ct)),
            cancellationToken);
    }

    private async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        var old = await database.WithConnectionAsync(
            async (connection, ct) => (await connection.QueryAsync<(string Turn, string Key)>(new CommandDefinition(
                $"""
                SELECT turn_id, id FROM chat_images i WHERE created_at < @before
                    OR NOT EXISTS (SELECT 1 FROM chat_turns t WHERE t.id = i.turn_id)
                ORDER BY created_at LIMIT {Batch}
                """,
                new { before = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds() }, cancellationToken: ct))).ToList(),
            cancellationToken);
        foreach (var (_, key) in old)
        {
            await objects.DeleteAsync(key, cancellationToken);
        }

        await database.ExecuteAsync(
            "DELETE FROM chat_images WHERE turn_id = @turn AND id = @key",
            old.Select(o => new { turn = o.Turn, key = o.Key }),
            cancellationToken);
        return old.Count;
    }
}
