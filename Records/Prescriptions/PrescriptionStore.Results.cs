using System.Data.Common;
using Dapper;
using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <content>What a run writes. A run that began before the one on record changes nothing.</content>
public sealed partial class PrescriptionStore
{
    /// <summary>A run begins.</summary>
    /// <returns>False when the record is not its to write.</returns>
    public Task<bool> BeginAsync(
        PrescriptionRecord record, string runId, long runStartedAt, CancellationToken cancellationToken) => WriteAsync(
            record.Pharmacy,
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE prescriptions SET state = 'Checking', run_id = @runId, run_started_at = @runStartedAt,
                        updated_at = @now
                    WHERE id = @Id AND (state = 'Queued' OR (state IN ('Checking', 'Generating') AND run_id = @runId))
                    """,
                    new { record.Id, runId, runStartedAt, now = Now() },
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return false;
                }

                record.State = PrescriptionState.Checking;
                record.RunId = runId;
                await TellAsync(connection, transaction, record, $"{runId}:checking", null, ct);
                return true;
            },
            cancellationToken);

    /// <summary>Keeps a check and shows its cards. Earlier cards of the same prescription count no longer.</summary>
    /// <returns>The analyses that are superseded by it; null when it is superseded itself.</returns>
    public Task<IReadOnlyList<string>?> KeepCheckAsync(
        PrescriptionRecord record, KeptCheck check, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<string>?>(
            record.Pharmacy,
            async (connection, transaction, ct) =>
            {
                record.State = PrescriptionState.Generating;
                record.Patient = check.Patient;
                record.Version = check.Version;
                record.Indicator = $"{check.Cards["en"].Max(c => c.Indicator)}".ToLowerInvariant();
                // A run that takes over from a lost one finds the same cards, some of them decided on.
                var decided = (await connection.QueryAsync<string>(new CommandDefinition(
                    "SELECT card_id FROM prescription_decisions WHERE analysis_id = @Id", new { record.Id },
                    transaction,
                    cancellationToken: ct))).ToHashSet();
                record.Undecided = check.ToDecide.Count(c => !decided.Contains($"{c.Uuid}"));
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE prescriptions SET state = 'Generating', version = @Version, patient = @Patient,
                        data_version = @DataVersion, indicator = @Indicator, undecided = @Undecided, checked = @check,
                        cards = @cards, card_at = COALESCE(card_at, @now), updated_at = @now,
                        explanation = CASE WHEN version = @Version AND data_version = @DataVersion
                            THEN explanation END,
                        explanation_status = CASE WHEN version = @Version AND data_version = @DataVersion
                            THEN explanation_status END
                    WHERE id = @Id AND run_id = @RunId AND state IN ('Checking', 'Generating')
                    """,
                    new
                    {
                        record.Id, record.RunId, record.Version, record.Patient, check.Result.DataVersion,
                        record.Indicator, record.Undecided, check = Json(check.Result), cards = Json(check.Cards),
                        now = Now(),
                    },
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
    /// Ends an analysis whose prescription is gone. Earlier cards of the same prescription count no longer.
    /// </summary>
    /// <returns>The analyses that are superseded by it.</returns>
    public Task<IReadOnlyList<string>> WithdrawAsync(
        PrescriptionRecord record, string reason, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<string>>(
            record.Pharmacy,
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    """
                    SELECT COUNT(*) FROM prescriptions
                    WHERE id = @Id AND run_id = @RunId AND state IN ('Checking', 'Generating')
                    """,
                    record,
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return [];
                }

                await EndAsync(connection, transaction, record, PrescriptionState.Withdrawn, reason, ct);
                return await EndEarlierAsync(connection, transaction, record, ct);
            },
            cancellationToken);

    /// <summary>The analyses that an analysis has superseded.</summary>
    public Task<IReadOnlyList<string>> ListReplacedAsync(
        PrescriptionRecord record, CancellationToken cancellationToken) => QueryAsync<string>(
        """
        SELECT id FROM prescriptions
        WHERE pharmacy = @Pharmacy AND serial = @Serial AND state = 'Superseded' AND reason = @reason
        """,
        new { record.Pharmacy, record.Serial, reason = ReplacedBy(record) }, cancellationToken);

    /// <summary>Keeps an explanation, once.</summary>
    public async Task<bool> KeepExplanationAsync(
        string id, PaidExplanation paid, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            """
            UPDATE prescriptions SET explanation = @explanation, explanation_status = @status, notice = @Notice,
                cost = COALESCE(cost, 0) + @cost, extra_cost = COALESCE(COALESCE(extra_cost, 0) + @extra, extra_cost),
                updated_at = @now
            WHERE id = @id AND explanation IS NULL
            """,
            new
            {
                id, explanation = Json(paid.Explanation), status = $"{paid.Explanation.Status}", paid.Notice,
                cost = Units(paid.Cost), extra = paid.ExtraCost is { } extra ? Units(extra) : (long?)null, now = Now(),
            },
            cancellationToken) > 0;

    /// <summary>Keeps a suggestion, or that nothing suited, once.</summary>
    public async Task<bool> KeepUpsellAsync(
        string id, string? suggestion, decimal cost, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            "UPDATE prescriptions SET upsell = @suggestion, upsell_cost = @cost WHERE id = @id "
                + "AND upsell_cost IS NULL",
            new { id, suggestion, cost = Units(cost) },
            cancellationToken) > 0;

    /// <summary>Ends an analysis. A state that is final already stays.</summary>
    /// <param name="runStartedAt">When the run began that says so.</param>
    public async Task EndAsync(
        string id, PrescriptionState state, string? reason, long? runStartedAt, CancellationToken cancellationToken)
    {
        var ended = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "SELECT pharmacy FROM prescriptions WHERE id = @id", new { id }, transaction,
                    cancellationToken: ct)) is not { } pharmacy)
                {
                    return null;
                }

                await LockAsync(connection, transaction, pharmacy, ct);
                var record = await connection.QueryFirstOrDefaultAsync<PrescriptionRecord?>(new CommandDefinition(
                    $"SELECT {Columns} FROM prescriptions WHERE id = @id", new { id }, transaction,
                    cancellationToken: ct));
                if (record is null || IsFinal(record.State)
                    || (record.RunStartedAt is { } latest && runStartedAt < latest))
                {
                    return null;
                }

                await EndAsync(connection, transaction, record, state, reason, ct);
                return record.Pharmacy;
            },
            cancellationToken);
        if (ended is not null)
        {
            signals.Notify(StreamOf(ended));
        }
    }

    /// <summary>Closes cards that nobody has decided on for long: their runs are over.</summary>
    /// <param name="before">Analyses that ended before, in Unix milliseconds.</param>
    /// <returns>How many analyses had some.</returns>
    public async Task<int> CloseCardsAsync(long before, string reason, CancellationToken cancellationToken)
    {
        var open = await database.WithConnectionAsync(
            async (connection, ct) => (await connection.QueryAsync<(string Id, string Pharmacy)>(new CommandDefinition(
                """
                SELECT id, pharmacy FROM prescriptions
                WHERE state = 'Success' AND undecided > 0 AND ended_at < @before LIMIT 1000
                """,
                new { before },
                cancellationToken: ct))).ToList(),
            cancellationToken);
        foreach (var (id, pharmacy) in open)
        {
            await WriteAsync(
                pharmacy,
                async (connection, transaction, ct) =>
                {
                    var record = await connection.QuerySingleAsync<PrescriptionRecord>(new CommandDefinition(
                        $"SELECT {Columns} FROM prescriptions WHERE id = @id", new { id }, transaction,
                        cancellationToken: ct));
                    record.Undecided = 0;
                    record.Reason = reason;
                    await connection.ExecuteAsync(new CommandDefinition(
                        "UPDATE prescriptions SET undecided = 0, reason = @reason, updated_at = @now WHERE id = @id",
                        new { id, reason, now = Now() },
                        transaction,
                        cancellationToken: ct));
                    await TellAsync(connection, transaction, record, $"{record.RunId}:closed", null, ct);
                    return true;
                },
                cancellationToken);
        }

        return open.Count;
    }

    private static long Units(decimal amount) => (long)Math.Round(amount * 1_000_000_000m);

    private static string ReplacedBy(PrescriptionRecord record) => PrescriptionReasons.CountsNow(record.Id);

    // Those that were ended by a step whose answer got lost are among them: their runs may not know it yet.
    private async Task<IReadOnlyList<string>> EndEarlierAsync(
        DbConnection connection, DbTransaction transaction, PrescriptionRecord record, CancellationToken ct)
    {
        var reason = ReplacedBy(record);
        var earlier = (await connection.QueryAsync<PrescriptionRecord>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM prescriptions WHERE pharmacy = @Pharmacy AND serial = @Serial AND id <> @Id
                AND queue_number < @QueueNumber
                AND (state IN ('Generating', 'Success', 'Checking') OR (state = 'Superseded' AND reason = @reason))
            """,
            new { record.Pharmacy, record.Serial, record.Id, record.QueueNumber, reason },
            transaction,
            cancellationToken: ct))).AsList();
        foreach (var old in earlier.Where(e => e.State != PrescriptionState.Superseded))
        {
            await EndAsync(connection, transaction, old, PrescriptionState.Superseded, reason, ct);
        }

        return [.. earlier.Select(e => e.Id)];
    }

    private async Task EndAsync(
        DbConnection connection, DbTransaction transaction, PrescriptionRecord record, PrescriptionState state,
        string? reason, CancellationToken ct)
    {
        record.State = state;
        record.Reason = reason;
        record.Undecided = state == PrescriptionState.Success ? record.Undecided : 0;

        // What nobody explained says so, whatever kept the explanation away.
        record.ExplanationStatus ??= nameof(ExplanationStatus.Unavailable);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE prescriptions SET state = @state, reason = @Reason, undecided =
                CASE WHEN @state = 'Success' THEN undecided ELSE 0 END, ended_at = @now, updated_at = @now,
                explanation_status = COALESCE(explanation_status, @ExplanationStatus)
            WHERE id = @Id
            """,
            new { record.Id, state = $"{state}", record.Reason, record.ExplanationStatus, now = Now() },
            transaction,
            cancellationToken: ct));
        await TellAsync(connection, transaction, record, $"{record.RunId}:{state}", null, ct);
    }
}
