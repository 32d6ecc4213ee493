using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>
/// Removes the events of analyses that are over, but the one that told the end and what came after it, and puts a
/// snapshot in their place: who comes late is told how it is and that it is over. Nothing of an open analysis is
/// removed. Senders' keys of counted reports go after a week.
/// </summary>
public sealed class AnalysisEventRetention(IDatabase database, EventStore events, TimeProvider time) : IMaintenanceTask
{
    private const string Snapshot = "snapshot";
    private const int Batch = 200;

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
        Ended? last = null;
        do
        {
            // Looked up outside of the transactions that writers wait for, and each analysis once.
            var page = await FindAsync(before, last, cancellationToken);
            foreach (var ended in page)
            {
                removed += await TrimAsync(ended, cancellationToken);
            }

            last = page.Count == Batch ? page[^1] : null;
            onProgress($"{removed} events removed");
        }
        while (last is not null);
        await RemoveKeysAsync((now - s_keyAge).ToUnixTimeMilliseconds(), cancellationToken);
        return $"{removed} events removed";
    }

    // The empty text keeps the state from being looked up by: a page goes on by the index where the last one ended,
    // and sorts nothing.
    private Task<List<Ended>> FindAsync(long before, Ended? after, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new { before, time = after?.UpdatedAt ?? 0, id = after?.Id ?? "" });
        var sql = $"""
            SELECT * FROM (
                SELECT a.id, a.state, a.round, a.detail, a.updated_at, (SELECT MAX(e.seq) FROM events e
                    WHERE e.stream = '{AnalysisStore.StreamOf("")}' || a.id AND e.kind = 'state') AS end_seq
                FROM analyses a
                WHERE a.state || '' IN {SqlIn.List(values, "final", AnalysisStore.FinalStates)}
                    AND a.updated_at < @before AND (a.updated_at, a.id) > (@time, @id)) f
            WHERE EXISTS (SELECT 1 FROM events e WHERE e.stream = '{AnalysisStore.StreamOf("")}' || f.id
                AND e.seq < f.end_seq AND e.kind <> '{Snapshot}')
            ORDER BY f.updated_at, f.id LIMIT {Batch}
            """;
        return database.WithConnectionAsync(
            async (connection, ct) => (await connection.QueryAsync<Ended>(
                new CommandDefinition(sql, values, cancellationToken: ct))).ToList(),
            cancellationToken);
    }

    private Task<int> TrimAsync(Ended ended, CancellationToken cancellationToken) => database.InTransactionAsync(
        async (connection, transaction, ct) =>
        {
            var stream = AnalysisStore.StreamOf(ended.Id);
            // Somebody may have tried it again since it was looked up.
            var removed = await connection.ExecuteAsync(new CommandDefinition(
                """
                DELETE FROM events WHERE stream = @stream AND seq < @EndSeq AND EXISTS
                    (SELECT 1 FROM analyses WHERE id = @Id AND state = @State AND updated_at = @UpdatedAt)
                """,
                new { stream, ended.EndSeq, ended.Id, ended.State, ended.UpdatedAt },
                transaction,
                cancellationToken: ct));
            if (removed > 0)
            {
                await events.AppendAtAsync(
                    connection, transaction, stream, ended.EndSeq - 1, Snapshot,
                    new { state = ended.State, ended.Round, ended.Detail }, ct);
            }

            return removed;
        },
        cancellationToken);

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

    private sealed class Ended
    {
        public string Id { get; set; } = "";

        public string State { get; set; } = "";

        public long Round { get; set; }

        public string? Detail { get; set; }

        public long UpdatedAt { get; set; }

        /// <summary>The place of the event that told the end.</summary>
        public long EndSeq { get; set; }
    }
}
