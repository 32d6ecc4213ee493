using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <content>Cards that wait for a decision, of whatever day: what may have happened behind their back.</content>
public sealed partial class PrescriptionStore
{
    // A later one that failed has put nothing in the place of the cards of before.
    private const string IsLatest =
        """
        NOT EXISTS (SELECT 1 FROM prescriptions later WHERE later.pharmacy = p.pharmacy
            AND later.serial = p.serial AND later.queue_number > p.queue_number AND later.state <> 'Failed')
        """;

    // A run that waited as long as it may is over, and not lost.
    private const string IsWaiting = "state = 'Success' AND ended_at > @since";

    private const string IsAtWork = "state IN ('Checking', 'Generating')";

    // By which the clocks of a worker and of Temporal may differ.
    private static readonly TimeSpan s_doubt = TimeSpan.FromMinutes(1);

    /// <summary>The latest analyses of their prescriptions whose cards wait for a decision, in order.</summary>
    /// <param name="after">The queue number of the last one already known; 0 for the start.</param>
    public Task<IReadOnlyList<PrescriptionRecord>> ListUndecidedAsync(
        string pharmacy, long after, int limit, CancellationToken cancellationToken) =>
        QueryAsync<PrescriptionRecord>(
            $"""
            SELECT {Columns} FROM prescriptions p
            WHERE pharmacy = @pharmacy AND state = 'Success' AND undecided > 0 AND queue_number > @after
                AND {IsLatest}
            ORDER BY queue_number LIMIT @limit
            """,
            new { pharmacy, after, limit }, cancellationToken);

    /// <summary>Those of some prescriptions whose analysis is not over, or whose cards wait for a decision.</summary>
    public Task<IReadOnlyList<string>> ListOpenSerialsAsync(
        string pharmacy, IReadOnlyCollection<string> serials, CancellationToken cancellationToken)
    {
        if (serials.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<string>>([]);
        }

        var parameters = new DynamicParameters(new { pharmacy });
        var list = SqlIn.List(parameters, "serial", serials);
        return QueryAsync<string>(
            $"""
            SELECT DISTINCT serial FROM prescriptions WHERE pharmacy = @pharmacy AND serial IN {list}
                AND (undecided > 0 OR state IN ('Queued', 'Checking', 'Generating'))
            """,
            parameters, cancellationToken);
    }

    /// <summary>
    /// Asks again for every prescription whose cards wait for a decision and were made with other data.
    /// </summary>
    public Task<int> RecheckAsync(string pharmacy, string dataVersion, CancellationToken cancellationToken) =>
        WriteAsync(
            pharmacy,
            async (connection, transaction, ct) =>
            {
                var stale = (await connection.QueryAsync<PrescriptionRecord>(new CommandDefinition(
                    $"""
                    SELECT {Columns} FROM prescriptions p WHERE pharmacy = @pharmacy
                        AND state = 'Success' AND undecided > 0 AND data_version <> @dataVersion AND {IsLatest}
                    ORDER BY queue_number
                    """,
                    new { pharmacy, dataVersion },
                    transaction,
                    cancellationToken: ct))).AsList();
                foreach (var record in stale)
                {
                    var latest = await LatestAsync(connection, transaction, pharmacy, record.Serial, ct);
                    if (latest is { State: PrescriptionState.Failed })
                    {
                        // One that always fails must not become another record at each start of a process.
                        await RequeueAsync(connection, transaction, latest, ct);
                        continue;
                    }

                    await InsertAsync(
                        connection, transaction, pharmacy,
                        new(record.Serial, record.AsDay(), record.Version, record.Patient), NextRepeat(latest),
                        PrescriptionState.Queued, ct);
                }

                return stale.Count;
            },
            cancellationToken);

    /// <summary>Analyses that are under way by their records, in order.</summary>
    // The plus keeps the order from being read off an index of all that the pharmacy ever had: those under way are few.
    public Task<IReadOnlyList<PrescriptionRecord>> ListUnderWayAsync(
        string pharmacy, CancellationToken cancellationToken) => QueryAsync<PrescriptionRecord>(
            $"""
            SELECT {Columns} FROM prescriptions WHERE pharmacy = @pharmacy AND state IN ('Checking', 'Generating')
            ORDER BY +queue_number LIMIT 100
            """,
            new { pharmacy }, cancellationToken);

    /// <summary>
    /// Puts an analysis whose cards wait for a decision, and whose run is gone, into the queue again, at its old place.
    /// Its cards, what a model said of them and the decisions so far stay.
    /// </summary>
    /// <returns>False when no decision is waited for any more.</returns>
    public async Task<bool> ReviveAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } known && await WriteAsync(
            known.Pharmacy,
            (connection, transaction, ct) => ReviveAsync(connection, transaction, id, IsWaiting, ct),
            cancellationToken);

    /// <summary>Goes on with the cards of before, as what they were made of cannot be read now.</summary>
    /// <returns>The analyses that are superseded by it; null when it is superseded itself.</returns>
    public Task<IReadOnlyList<string>?> KeepCardsAsync(
        PrescriptionRecord record, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<string>?>(
            record.Pharmacy,
            async (connection, transaction, ct) =>
            {
                record.State = PrescriptionState.Generating;
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE prescriptions SET state = 'Generating', updated_at = @now
                    WHERE id = @Id AND run_id = @RunId AND state IN ('Checking', 'Generating')
                    """,
                    new { record.Id, record.RunId, now = Now() },
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return null;
                }

                await TellAsync(connection, transaction, record, $"{record.RunId}:card", null, ct);
                return await EndEarlierAsync(connection, transaction, record, ct);
            },
            cancellationToken);

    /// <summary>
    /// Closes an analysis whose run is gone. One whose cards wait for a decision, and whose run was taken away, has
    /// failed at nothing: it only needs a run that takes them, as often as that happens, and somebody else may have
    /// seen to that already. What a run failed at while it was at work it would fail at again.
    /// </summary>
    public async Task<RunClosing> CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken) =>
        await FindAsync(run.RecordId, cancellationToken) is not { } known ? RunClosing.None : await WriteAsync(
            known.Pharmacy,
            async (connection, transaction, ct) =>
            {
                var record = await connection.QueryFirstOrDefaultAsync<PrescriptionRecord?>(new CommandDefinition(
                    $"SELECT {Columns} FROM prescriptions WHERE id = @RecordId", new { run.RecordId }, transaction,
                    cancellationToken: ct));
                if (record is null || record.RunId != run.RunId)
                {
                    return RunClosing.None;
                }

                if (record.State is not (PrescriptionState.Checking or PrescriptionState.Generating))
                {
                    return await ReviveAsync(connection, transaction, record.Id, IsWaiting, ct)
                        ? RunClosing.Revived
                        : RunClosing.None;
                }

                if (LostRun.IsTakenAway(reason)
                    && await ReviveAsync(connection, transaction, record.Id, IsAtWork, ct))
                {
                    return RunClosing.Revived;
                }

                await EndAsync(connection, transaction, record, PrescriptionState.Failed, reason, ct);
                return RunClosing.Failed;
            },
            cancellationToken);

    private async Task<bool> ReviveAsync(
        DbConnection connection, DbTransaction transaction, string id, string condition, CancellationToken ct)
    {
        var since = Now() - (long)(PrescriptionAnalysisWorkflow.Patience - s_doubt).TotalMilliseconds;
        if (await connection.QueryFirstOrDefaultAsync<PrescriptionRecord?>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM prescriptions p
            WHERE id = @id AND {condition} AND undecided > 0 AND {IsLatest}
            """,
            new { id, since },
            transaction,
            cancellationToken: ct)) is not { } record)
        {
            return false;
        }

        record.State = PrescriptionState.Queued;
        record.Reason = null;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE prescriptions SET state = 'Queued', reason = NULL, queued_at = @now, ended_at = NULL,
                updated_at = @now WHERE id = @id
            """,
            new { id, now = Now() },
            transaction,
            cancellationToken: ct));
        await TellAsync(connection, transaction, record, $"queued:{Now()}", null, ct);
        return true;
    }
}
