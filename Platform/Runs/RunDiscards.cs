using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Runs;

/// <summary>Which troubled runs people have put aside. The records themselves stay.</summary>
public sealed class RunDiscards(IDatabase database, TimeProvider time)
{
    /// <summary>A condition for SQL: nobody has put the record aside since it was changed last.</summary>
    /// <param name="pipeline">A name without quotes.</param>
    /// <param name="id">The column with the record's id.</param>
    /// <param name="changedAt">The column with the time of its last change, in Unix milliseconds.</param>
    public static string IsNotDiscarded(string pipeline, string id, string changedAt) =>
        $"NOT EXISTS (SELECT 1 FROM run_discards d WHERE d.pipeline = '{pipeline}' AND d.record_id = {id} "
        + $"AND d.discarded_at >= {changedAt})";

    /// <summary>Puts a run aside. A repeat changes who did it last.</summary>
    public Task DiscardAsync(TroubledRun run, string by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (DbConnection connection, DbTransaction transaction, CancellationToken ct) =>
                connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO run_discards (pipeline, record_id, discarded_by, discarded_at)
                VALUES (@Pipeline, @Id, @by, @now) ON CONFLICT (pipeline, record_id)
                DO UPDATE SET discarded_by = excluded.discarded_by, discarded_at = excluded.discarded_at
                """,
                new { run.Pipeline, run.Id, by, now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction,
                cancellationToken: ct)),
            cancellationToken);
}
