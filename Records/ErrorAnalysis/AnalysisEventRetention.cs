using Dapper;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>
/// Removes the events of analyses that are over, but the last one of each: a late follower gets that, and the record
/// tells the rest. Nothing of an open analysis is removed.
/// </summary>
public sealed class AnalysisEventRetention(IDatabase database, TimeProvider time) : IMaintenanceTask
{
    // Writers wait for each transaction: few events at a time.
    private const int Batch = 2000;

    private static readonly TimeSpan s_age = TimeSpan.FromHours(24);
    private static readonly string[] s_final =
        [.. Enum.GetValues<AnalysisState>().Where(AnalysisStore.IsFinal).Select(s => s.ToString())];

    /// <inheritdoc/>
    public string Name => "event-cleanup";

    /// <inheritdoc/>
    public string Note => "Removes the live events of analyses that ended 24 hours ago.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds();
        var (removed, last) = (0, 0);
        do
        {
            last = await RemoveAsync(before, cancellationToken);
            removed += last;
            if (last > 0)
            {
                onProgress($"{removed} events removed");
            }
        }
        while (last > 0);
        return $"{removed} events removed";
    }

    private Task<int> RemoveAsync(long before, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new { before, all = AnalysisStore.AllStream });
        var sql = $"""
            DELETE FROM events WHERE (stream, seq) IN (
                SELECT e.stream, e.seq FROM events e
                LEFT JOIN analyses a ON e.stream = '{AnalysisStore.StreamOf("")}' || a.id
                WHERE e.created_at < @before
                    AND ((a.state IN {SqlIn.List(values, "final", s_final)} AND a.updated_at < @before)
                        OR e.stream = @all)
                    AND e.seq < (SELECT MAX(m.seq) FROM events m WHERE m.stream = e.stream)
                LIMIT {Batch})
            """;
        return database.InTransactionAsync(
            (connection, transaction, ct) => connection.ExecuteAsync(
                new CommandDefinition(sql, values, transaction, cancellationToken: ct)),
            cancellationToken);
    }
}
