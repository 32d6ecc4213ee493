using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <summary>
/// The records of prescriptions. Every change is told on the pharmacy's stream in the same transaction.
/// </summary>
public sealed partial class PrescriptionStore(
    IDatabase database, EventStore events, EventSignals signals, TimeProvider time)
{
    /// <summary>The pipeline's name in addresses.</summary>
    public const string Pipeline = "prescriptions";

    private const string Columns =
        """
        id, pharmacy, serial, day, version, repeat_number, queue_number, patient, state, reason, run_id, run_started_at,
        detected_at, queued_at, card_at, ended_at, updated_at, data_version, indicator, undecided, explanation_status,
        notice, upsell, upsell_cost, cost, extra_cost
        """;

    /// <summary>The stream of a pharmacy.</summary>
    public static string StreamOf(string pharmacy) => $"prescriptions:{pharmacy}";

    /// <summary>Whether nothing follows a state unless somebody asks.</summary>
    public static bool IsFinal(PrescriptionState state) => state is PrescriptionState.Success
        or PrescriptionState.Failed or PrescriptionState.Withdrawn or PrescriptionState.Superseded
        or PrescriptionState.Skipped;

    /// <summary>A record with all that it has; null when there is none.</summary>
    public Task<PrescriptionRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<PrescriptionRecord?>(new CommandDefinition(
                $"SELECT {Columns}, checked, cards, explanation FROM prescriptions WHERE id = @id", new { id },
                cancellationToken: ct)),
            cancellationToken);

    /// <summary>The latest record of a prescription; null when it was never seen.</summary>
    public Task<PrescriptionRecord?> FindLatestAsync(
        string pharmacy, string serial, CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => LatestAsync(connection, null, pharmacy, serial, ct), cancellationToken);

    /// <summary>Records, the newest first.</summary>
    /// <param name="before">The queue number and id of the last one already known.</param>
    public Task<IReadOnlyList<PrescriptionRecord>> ListAsync(
        string pharmacy, string? day, PrescriptionState? state, long? before, int limit,
        CancellationToken cancellationToken) => database.WithConnectionAsync<IReadOnlyList<PrescriptionRecord>>(
        async (connection, ct) =>
        [
            .. await connection.QueryAsync<PrescriptionRecord>(new CommandDefinition(
                $"""
                SELECT {Columns}, cards FROM prescriptions
                WHERE pharmacy = @pharmacy AND queue_number < @before
                    {(day is null ? "" : "AND day = @day")} {(state is null ? "" : "AND state = @state")}
                ORDER BY queue_number DESC LIMIT @limit
                """,
                new { pharmacy, day, state = $"{state}", before = before ?? long.MaxValue, limit },
                cancellationToken: ct)),
        ],
        cancellationToken);

    /// <summary>
    /// What a board shows: of whatever day what is under way or waits for a decision, then what waits for a permit in
    /// its order, then what else there was on a day, the newest first.
    /// </summary>
    public Task<IReadOnlyList<PrescriptionRecord>> ListBoardAsync(
        string pharmacy, string day, int limit, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<PrescriptionRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<PrescriptionRecord>(new CommandDefinition(
                    $"""
                    SELECT {Columns}, cards FROM prescriptions
                    WHERE pharmacy = @pharmacy AND state NOT IN ('Skipped', 'Superseded', 'Withdrawn')
                        AND (day = @day OR undecided > 0 OR state IN ('Queued', 'Checking', 'Generating'))
                    ORDER BY
                        CASE WHEN undecided > 0 THEN 0 WHEN state IN ('Checking', 'Generating') THEN 1
                            WHEN state = 'Queued' THEN 2 ELSE 3 END,
                        CASE WHEN state = 'Queued' THEN queue_number ELSE -queue_number END
                    LIMIT @limit
                    """,
                    new { pharmacy, day, limit },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>Whether there is any record of a prescription.</summary>
    public Task<bool> HasAnyAsync(string pharmacy, string serial, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM prescriptions WHERE pharmacy = @pharmacy AND serial = @serial",
                new { pharmacy, serial },
                cancellationToken: ct)) > 0,
            cancellationToken);

    /// <summary>Whether a prescription has a later record.</summary>
    public Task<bool> IsFollowedAsync(PrescriptionRecord record, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                """
                SELECT COUNT(*) FROM prescriptions
                WHERE pharmacy = @Pharmacy AND serial = @Serial AND queue_number > @QueueNumber
                """,
                record,
                cancellationToken: ct)) > 0,
            cancellationToken);

    /// <summary>Whether a later record of a prescription has other content, so far as that was read.</summary>
    public Task<bool> IsOutdatedAsync(PrescriptionRecord record, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                """
                SELECT COUNT(*) FROM prescriptions
                WHERE pharmacy = @Pharmacy AND serial = @Serial AND queue_number > @QueueNumber
                    AND version <> '' AND version <> @Version
                """,
                record,
                cancellationToken: ct)) > 0,
            cancellationToken);

    /// <summary>Where a prescription waits: how many are before it, and 0 when it does not wait.</summary>
    public Task<long> PositionAsync(PrescriptionRecord record, CancellationToken cancellationToken) =>
        record.State != PrescriptionState.Queued
            ? Task.FromResult(0L)
            : database.WithConnectionAsync(
                (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    """
                    SELECT COUNT(*) FROM prescriptions
                    WHERE pharmacy = @Pharmacy AND state = 'Queued' AND queue_number <= @QueueNumber
                    """,
                    record,
                    cancellationToken: ct)),
                cancellationToken);

    private static Task<PrescriptionRecord?> LatestAsync(
        DbConnection connection, DbTransaction? transaction, string pharmacy, string serial, CancellationToken ct) =>
        connection.QueryFirstOrDefaultAsync<PrescriptionRecord?>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM prescriptions WHERE pharmacy = @pharmacy AND serial = @serial
            ORDER BY queue_number DESC LIMIT 1
            """,
            new { pharmacy, serial },
            transaction,
            cancellationToken: ct));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, EventJson.Options);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<T> WriteAsync<T>(
        string pharmacy, Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var result = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                await LockAsync(connection, transaction, pharmacy, ct);
                return await work(connection, transaction, ct);
            },
            cancellationToken);
        signals.Notify(StreamOf(pharmacy));
        return result;
    }

    // What is decided here by reading first must not change before it is written. SQLite has one writer anyway.
    private async Task LockAsync(
        DbConnection connection, DbTransaction transaction, string pharmacy, CancellationToken ct)
    {
        if (database.Kind == DatabaseKind.Postgres)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "SELECT pg_advisory_xact_lock(hashtextextended(@stream, 0))", new { stream = StreamOf(pharmacy) },
                transaction, cancellationToken: ct));
        }
    }

    // Names neither a person nor what they take: who may see the board asks for the record.
    private Task TellAsync(
        DbConnection connection, DbTransaction transaction, PrescriptionRecord record, string key, object? more,
        CancellationToken ct) => events.AppendAsync(
            connection, transaction, StreamOf(record.Pharmacy), $"{record.Id}:{key}", "prescription",
            new
            {
                record.Id,
                record.Serial,
                record.Patient,
                record.State,
                record.Reason,
                record.Indicator,
                record.Undecided,
                record.ExplanationStatus,
                decision = more,
            },
            ct);
}
