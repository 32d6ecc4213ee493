using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <content>What goes when its time is over.</content>
public sealed partial class PrescriptionStore
{
    private const long DayLength = 86_400_000;

    // Over and decided on, and of a day that no watch looks at any more: of today and tomorrow it takes what is not on
    // record for new. The empty text keeps the state from being looked up by: the oldest are found by their index.
    private static readonly string s_isOld =
        $"""
        undecided = 0 AND updated_at < @Before AND day < @Date AND state || '' IN
            ({string.Join(", ", Enum.GetValues<PrescriptionState>().Where(IsFinal).Select(s => $"'{s}'"))})
        """;

    /// <summary>
    /// Deletes analyses that are over, with the decisions on their cards and what else tells of them. Those that wait
    /// for a decision are none of them. How often each rule was decided on how stays, without anybody's name.
    /// </summary>
    /// <param name="before">Those whose day, end and last decision are all before.</param>
    /// <param name="limit">The most to delete, the oldest first.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var age = new Age(before.ToUnixTimeMilliseconds(), Text(DateOnly.FromDateTime(before.UtcDateTime)));
        var old = await QueryAsync<(string Id, string Pharmacy)>(
            $"SELECT id, pharmacy FROM prescriptions WHERE {s_isOld} ORDER BY updated_at, id LIMIT {limit}", age,
            cancellationToken);
        var removed = 0;
        foreach (var group in old.GroupBy(o => o.Pharmacy, o => o.Id))
        {
            removed += await WriteAsync(
                group.Key,
                (connection, transaction, ct) => RemoveAsync(connection, transaction, group.Key, [.. group], age, ct),
                cancellationToken);
            await EventTrim.StreamAsync(database, StreamOf(group.Key), age.Before, cancellationToken);
        }

        return removed;
    }

    private async Task<int> RemoveAsync(
        DbConnection connection, DbTransaction transaction, string pharmacy, IReadOnlyList<string> old, Age age,
        CancellationToken ct)
    {
        var values = new DynamicParameters(age);
        var list = SqlIn.List(values, "old", old);
        // Somebody may have asked for one again since it was looked up.
        var removed = (await connection.QueryAsync<string>(new CommandDefinition(
            $"DELETE FROM prescriptions WHERE id IN {list} AND {s_isOld} RETURNING id", values, transaction,
            cancellationToken: ct))).AsList();
        if (removed.Count == 0)
        {
            return 0;
        }

        values = new DynamicParameters();
        list = SqlIn.List(values, "id", removed);
        foreach (var sql in new[]
        {
            $"""
            INSERT INTO prescription_decision_counts (day, rule, indicator, action, code, count)
            SELECT decided_at / {DayLength}, rule, indicator, action, COALESCE(code, ''), COUNT(*)
            FROM prescription_decisions WHERE analysis_id IN {list}
            GROUP BY decided_at / {DayLength}, rule, indicator, action, COALESCE(code, '')
            ON CONFLICT (day, rule, indicator, action, code)
                DO UPDATE SET count = prescription_decision_counts.count + excluded.count
            """,
            $"""
            DELETE FROM prescription_notes WHERE id IN
                (SELECT note_id FROM prescription_decisions WHERE analysis_id IN {list})
            """,
            $"DELETE FROM prescription_decisions WHERE analysis_id IN {list}",
            $"DELETE FROM run_discards WHERE pipeline = '{Pipeline}' AND record_id IN {list}",
        })
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: ct));
        }

        // What it cost stays; the name of its run has the prescription's number in it.
        values = new DynamicParameters();
        list = SqlIn.List(values, "id", removed.Select(PrescriptionAnalysisWorkflow.IdOf));
        await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE model_calls SET workflow_id = NULL, run_id = NULL WHERE workflow_id IN {list}", values,
            transaction, cancellationToken: ct));
        await events.AppendAsync(
            connection, transaction, StreamOf(pharmacy), $"removed:{Now()}", "removed", new { count = removed.Count },
            ct);
        return removed.Count;
    }

    private sealed record Age(long Before, string Date);
}
