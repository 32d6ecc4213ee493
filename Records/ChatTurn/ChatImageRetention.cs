using System.Globalization;
using Dapper;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>Deletes pictures of conversations after 90 days, and those whose conversation is gone.</summary>
public sealed class ChatImageRetention(IDatabase database, IObjectStore objects, TimeProvider time) : IMaintenanceTask
{
    private const int Batch = 200;

    private static readonly TimeSpan s_age = TimeSpan.FromDays(90);

    /// <inheritdoc/>
    public string Name => "chat-images";

    /// <inheritdoc/>
    public string Note => "Deletes pictures of conversations that are 90 days old or gone.";

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

        return string.Create(CultureInfo.InvariantCulture, $"{deleted} pictures deleted");
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

        await database.InTransactionAsync(
            (connection, transaction, ct) => connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM chat_images WHERE turn_id = @turn AND id = @key",
                old.Select(o => new { turn = o.Turn, key = o.Key }), transaction, cancellationToken: ct)),
            cancellationToken);
        return old.Count;
    }
}
