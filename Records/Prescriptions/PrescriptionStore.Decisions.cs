using Dapper;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <content>Decisions on cards, and what they say together.</content>
public sealed partial class PrescriptionStore
{
    private const string IsUnused =
        "NOT EXISTS (SELECT 1 FROM prescription_decisions d WHERE d.note_id = prescription_notes.id)";

    /// <summary>Keeps a free text.</summary>
    /// <returns>Its id; null for no text.</returns>
    public async Task<string?> KeepNoteAsync(string? text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var id = Guid.CreateVersion7().ToString("n");
        await database.ExecuteAsync(
            "INSERT INTO prescription_notes (id, text, written_at) VALUES (@id, @text, @now)",
            new { id, text = text.Trim(), now = Now() }, cancellationToken);
        return id;
    }

    /// <summary>Removes a free text, unless a decision refers to it.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RemoveNoteAsync(string id, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            $"DELETE FROM prescription_notes WHERE id = @id AND {IsUnused}", new { id }, cancellationToken) > 0;

    /// <summary>Removes free texts that no decision refers to.</summary>
    /// <param name="before">Those written before, in Unix milliseconds: a decision may come a little later.</param>
    public Task RemoveNotesAsync(long before, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"DELETE FROM prescription_notes WHERE written_at < @before AND {IsUnused}", new { before },
        cancellationToken);

    /// <summary>Keeps a decision, once for each card.</summary>
    public Task<bool> DecideAsync(
        PrescriptionRecord record, CdsCard card, CardDecision decision, CancellationToken cancellationToken) =>
        WriteAsync(
            record.Pharmacy,
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO prescription_decisions (analysis_id, card_id, pharmacy, patient, rule, indicator,
                        action, code, note_id, by_id, by_name, decided_at)
                    VALUES (@Id, @CardId, @Pharmacy, @Patient, @Rule, @indicator, @action, @Code, @NoteId, @ById,
                        @ByName, @now)
                    ON CONFLICT (analysis_id, card_id) DO NOTHING
                    """,
                    new
                    {
                        record.Id, decision.CardId, record.Pharmacy, record.Patient, card.Rule,
                        indicator = $"{card.Indicator}".ToLowerInvariant(), action = $"{decision.Action}",
                        decision.Code, decision.NoteId, decision.ById, decision.ByName, now = Now(),
                    },
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return false;
                }

                record.Undecided = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    """
                    UPDATE prescriptions SET undecided = CASE WHEN undecided > 0 THEN undecided - 1 ELSE 0 END,
                        updated_at = @now WHERE id = @Id RETURNING undecided
                    """,
                    new { record.Id, now = Now() },
                    transaction,
                    cancellationToken: ct));
                await TellAsync(
                    connection, transaction, record, $"decision:{decision.CardId}",
                    new { card = decision.CardId, decision.Action, decision.Code, by = decision.ByName }, ct);
                return true;
            },
            cancellationToken);

    /// <summary>The decisions on an analysis' cards.</summary>
    public Task<IReadOnlyList<KeptDecision>> ListDecisionsAsync(string id, CancellationToken cancellationToken) =>
        QueryAsync<KeptDecision>(
            """
            SELECT d.card_id, d.rule, d.action, d.code, n.text AS note, d.by_id, d.by_name, d.decided_at
            FROM prescription_decisions d LEFT JOIN prescription_notes n ON n.id = d.note_id
            WHERE d.analysis_id = @id ORDER BY d.decided_at, d.card_id
            """,
            new { id }, cancellationToken);

    /// <summary>The rules that were decided on for a patient before an analysis.</summary>
    public Task<IReadOnlyList<string>> ListSeenBeforeAsync(
        PrescriptionRecord record, CancellationToken cancellationToken) => QueryAsync<string>(
            """
            SELECT DISTINCT rule FROM prescription_decisions
            WHERE pharmacy = @Pharmacy AND patient = @Patient AND analysis_id <> @Id AND @Patient <> ''
            """,
            record, cancellationToken);

    /// <summary>
    /// How often each rule was acknowledged and overridden: what is always overridden tires people. Decisions on what
    /// is deleted count by their day.
    /// </summary>
    public Task<IReadOnlyList<RuleDecisions>> SumDecisionsAsync(long since, CancellationToken cancellationToken) =>
        QueryAsync<RuleDecisions>(
            """
            SELECT rule, MAX(indicator) AS indicator,
                CAST(SUM(CASE WHEN action = 'Acknowledge' THEN made ELSE 0 END) AS BIGINT) AS acknowledged,
                CAST(SUM(CASE WHEN action = 'Override' THEN made ELSE 0 END) AS BIGINT) AS overridden
            FROM (
                SELECT rule, indicator, action, 1 AS made FROM prescription_decisions WHERE decided_at >= @since
                UNION ALL
                SELECT rule, indicator, action, count FROM prescription_decision_counts WHERE day >= @day
            ) decided GROUP BY rule
            ORDER BY SUM(made) DESC, rule LIMIT 200
            """,
            new { since, day = since / DayLength }, cancellationToken);

    /// <summary>
    /// How many analyses are in which state: all of a day, and those of other days that are under way or wait for a
    /// decision, as on the board.
    /// </summary>
    public Task<IReadOnlyList<StateCount>> CountAsync(
        string pharmacy, string day, CancellationToken cancellationToken) =>
        QueryAsync<StateCount>(
            """
            SELECT state, COUNT(*) AS count, MAX(ended_at) AS last_at, MIN(updated_at) AS oldest_at,
                SUM(CASE WHEN undecided > 0 THEN 1 ELSE 0 END) AS undecided
            FROM (
                SELECT state, undecided, ended_at, updated_at FROM prescriptions
                WHERE pharmacy = @pharmacy AND day = @day
                UNION ALL
                SELECT state, undecided, ended_at, updated_at FROM prescriptions
                WHERE pharmacy = @pharmacy AND day <> @day AND undecided > 0
                UNION ALL
                SELECT state, undecided, ended_at, updated_at FROM prescriptions
                WHERE pharmacy = @pharmacy AND day <> @day AND undecided = 0
                    AND state IN ('Queued', 'Checking', 'Generating')
            ) shown GROUP BY state
            """,
            new { pharmacy, day }, cancellationToken);

    /// <summary>Analyses that are under way and have not changed since a moment.</summary>
    public Task<IReadOnlyList<PrescriptionRecord>> ListStuckAsync(
        string pharmacy, long since, CancellationToken cancellationToken) => QueryAsync<PrescriptionRecord>(
            $"""
            SELECT {Columns} FROM prescriptions WHERE pharmacy = @pharmacy
                AND state IN ('Checking', 'Generating') AND updated_at < @since ORDER BY updated_at LIMIT 100
            """,
            new { pharmacy, since }, cancellationToken);

    /// <summary>How the watch of a pharmacy stands; null before the first look.</summary>
    public async Task<WatchRow?> FindWatchAsync(string pharmacy, CancellationToken cancellationToken) =>
        await QueryAsync<WatchRow>(
            """
            SELECT looked_at, away_since, away_reason, skipped, refused FROM prescription_watches
            WHERE pharmacy = @pharmacy
            """,
            new { pharmacy }, cancellationToken) is [var row] ? row : null;

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, object parameters, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<T>>(
            async (connection, ct) =>
                [.. await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: ct))],
            cancellationToken);
}
