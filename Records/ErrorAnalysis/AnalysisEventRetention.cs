using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>
/// Removes the events of analyses that are over, but the last one of each: a late follower gets that, and the record
/// tells the rest. Nothing of an open analysis is removed. Senders' keys of counted reports go after a week.
/// </summary>
public sealed class AnalysisEventRetention(IDatabase database, TimeProvider time) : IMaintenanceTask
{
    private static readonly TimeSpan s_age = TimeSpan.FromHours(24);

    // No sender goes on for longer with the same report.
    private static readonly TimeSpan s_keyAge = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public string Name => "event-cleanup";

    /// <inheritdoc/>
    public string Note => "Removes the live events of analyses that ended 24 hours ago.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = (now - s_age).ToUnixTimeMilliseconds();
        var removed = await EventTrim.StreamAsync(database, AnalysisStore.AllStream, before, cancellationToken);
        EventPlace? last = null;
        do
        {
            // Looked up outside of the transaction that writers wait for, and each place once.
            var page = await FindAsync(before, last, cancellationToken);
            await EventTrim.RemoveAsync(database, page, cancellationToken);
            last = page.Count == EventTrim.Batch ? page[^1] : null;
            removed += page.Count;
            onProgress($"{removed} events removed");
        }
        while (last is not null);
        await RemoveKeysAsync((now - s_keyAge).ToUnixTimeMilliseconds(), cancellationToken);
        return $"{removed} events removed";
    }

    private Task<List<EventPlace>> FindAsync(long before, EventPlace? after, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new
        {
            before,
            time = after?.CreatedAt ?? 0,
            stream = after?.Stream ?? "",
            seq = after?.Seq ?? 0,
        });
        var sql = $"""
            SELECT e.stream, e.seq, e.created_at FROM events e
            JOIN analyses a ON a.id = substr(e.stream, {AnalysisStore.StreamOf("").Length + 1})
            WHERE e.stream LIKE '{AnalysisStore.StreamOf("")}%' AND e.created_at >= @time AND e.created_at < @before
                AND (e.created_at, e.stream, e.seq) > (@time, @stream, @seq)
                AND a.state IN {SqlIn.List(values, "final", AnalysisStore.FinalStates)} AND a.updated_at < @before
                AND e.seq < (SELECT MAX(m.seq) FROM events m WHERE m.stream = e.stream)
            ORDER BY e.created_at, e.stream, e.seq LIMIT {EventTrim.Batch}
            """;
        return database.WithConnectionAsync(
            async (connection, ct) => (await connection.QueryAsync<EventPlace>(
                new CommandDefinition(sql, values, cancellationToken: ct))).ToList(),
            cancellationToken);
    }

    private async Task RemoveKeysAsync(long before, CancellationToken cancellationToken)
    {
        while (await database.ExecuteAsync(
            $"""
            DELETE FROM report_keys WHERE id IN
                (SELECT id FROM report_keys WHERE created_at < @before ORDER BY created_at LIMIT {EventTrim.Batch})
            """,
            new { before },
            cancellationToken) == EventTrim.Batch)
        {
            // The next ones.
        }
    }
}
