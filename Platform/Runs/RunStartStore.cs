using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Runs;

/// <summary>Starts that are committed and not yet known to have happened.</summary>
public sealed class RunStartStore(IDatabase database, TimeProvider time)
{
    /// <summary>How long the process that committed a start has it for itself. 3 s.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest time between two attempts. 60 s.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Keeps a start in the transaction of the row that asks for it.</summary>
    /// <returns>False when one of the same workflow id is pending.</returns>
    public async Task<bool> AddAsync(
        DbConnection connection, DbTransaction transaction, RunStart start, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO run_starts (request_id, workflow_id, request, due_at, attempts)
            VALUES (@RequestId, @WorkflowId, @request, @due, 0) ON CONFLICT (workflow_id) DO NOTHING
            """,
            new
            {
                start.RequestId,
                start.WorkflowId,
                request = JsonSerializer.Serialize(start),
                due = Now() + (long)Grace.TotalMilliseconds,
            },
            transaction,
            cancellationToken: cancellationToken)) > 0;

    /// <summary>Starts whose time has come, the oldest first.</summary>
    public Task<IReadOnlyList<RunStart>> ListDueAsync(int limit, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<RunStart>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<string>(new CommandDefinition(
                    "SELECT request FROM run_starts WHERE due_at <= @now ORDER BY due_at LIMIT @limit",
                    new { now = Now(), limit },
                    cancellationToken: ct))).Select(r => JsonSerializer.Deserialize<RunStart>(r)!),
            ],
            cancellationToken);

    /// <summary>How many are pending, and how many of them failed before.</summary>
    public Task<(long Pending, long Failing)> CountAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
                "SELECT COUNT(*), COUNT(CASE WHEN attempts > 0 THEN 1 END) FROM run_starts", cancellationToken: ct)),
            cancellationToken);

    /// <summary>Takes a pending start back, in the transaction of the row that does not ask for it any more.</summary>
    /// <returns>Its request id; null when none of the workflow is pending.</returns>
    public static Task<string?> WithdrawAsync(
        DbConnection connection, DbTransaction transaction, string workflowId, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "DELETE FROM run_starts WHERE workflow_id = @workflowId RETURNING request_id",
            new { workflowId },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Forgets starts that have happened.</summary>
    public Task RemoveAsync(IReadOnlyCollection<RunStart> starts, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "DELETE FROM run_starts WHERE request_id = @RequestId",
            starts.Select(s => new { s.RequestId }),
            cancellationToken);

    /// <summary>Puts off a start that failed: 2, 8, 18, 32, 50 s, then <see cref="LongestDelay"/>.</summary>
    public Task PostponeAsync(RunStart start, string error, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            UPDATE run_starts SET attempts = attempts + 1, error = @error, due_at = @now
                + CASE WHEN attempts < 5 THEN 2000 * (attempts + 1) * (attempts + 1) ELSE @longest END
            WHERE request_id = @RequestId
            """,
            new { start.RequestId, error, now = Now(), longest = (long)LongestDelay.TotalMilliseconds },
            cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
