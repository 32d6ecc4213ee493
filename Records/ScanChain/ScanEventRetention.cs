using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ScanChain;

/// <summary>
/// Removes the events of scans that ended 24 hours ago, but the last one, and puts a snapshot in their place: who comes
/// late is told how it is and that it is over.
/// </summary>
public sealed class ScanEventRetention(IDatabase database, EventStore events, TimeProvider time) : IMaintenanceTask
{
    private const int Batch = 200;

    private static readonly TimeSpan s_age = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public string Name => "scan-events";

    /// <inheritdoc/>
    public string Note => "Removes the live events of scans that ended 24 hours ago.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds();
        await EventTrim.StreamAsync(database, ScanStore.AllStream, before, cancellationToken);
        var removed = 0;
        while (true)
        {
            var ended = await EndedAsync(cancellationToken);
            foreach (var scan in ended)
            {
                await TrimAsync(scan.Id, scan.State, scan.Attempt, cancellationToken);
            }

            removed += ended.Count;
            onProgress($"events of {removed} scans removed");
            if (ended.Count < Batch)
            {
                return $"events of {removed} scans removed";
            }
        }
    }

    private Task<List<ScanRecord>> EndedAsync(CancellationToken cancellationToken) => database.WithConnectionAsync(
        async (connection, ct) => (await connection.QueryAsync<ScanRecord>(new CommandDefinition(
            $"""
            SELECT s.id, s.state, s.attempt FROM scans s
            WHERE s.ended_at < @before AND EXISTS (SELECT 1 FROM events e
                WHERE e.stream = '{ScanStore.StreamOf("")}' || s.id
                    AND e.kind NOT IN ('snapshot', 'done', 'failed', 'canceled'))
            ORDER BY s.ended_at LIMIT {Batch}
            """,
            new { before = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds() },
            cancellationToken: ct))).ToList(),
        cancellationToken);

    private Task TrimAsync(
        string id, Workflows.ScanChain.ScanState state, int attempt, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (DbConnection connection, DbTransaction transaction, CancellationToken ct) =>
            {
                var stages = await connection.QueryAsync<(string Stage, string Data)>(new CommandDefinition(
                    "SELECT stage, data FROM scan_stages WHERE scan_id = @id", new { id }, transaction,
                    cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM events WHERE stream = @stream AND seq < @last",
                    new
                    {
                        stream = ScanStore.StreamOf(id), last = ScanEvents.At(attempt, ScanEvents.OfEnd(state)),
                    },
                    transaction,
                    cancellationToken: ct));
                await events.AppendAtAsync(
                    connection, transaction, ScanStore.StreamOf(id), ScanEvents.At(attempt, ScanEvents.Snapshot),
                    "snapshot",
                    new
                    {
                        seq = ScanEvents.Snapshot, state,
                        stages = stages.ToDictionary(s => s.Stage, s => JsonElement.Parse(s.Data)),
                    },
                    ct);
            },
            cancellationToken);
}
