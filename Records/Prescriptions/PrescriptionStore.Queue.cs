using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <content>What a look finds, and who waits for a permit.</content>
public sealed partial class PrescriptionStore
{
    /// <summary>How far a pharmacy's database has been read; null before the first look.</summary>
    public Task<WatchPosition?> FindPositionAsync(string pharmacy, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT cursor_value FROM prescription_watches WHERE pharmacy = @pharmacy", new { pharmacy },
                cancellationToken: ct)) is { } text
                ? JsonSerializer.Deserialize<WatchPosition>(text)
                : null,
            cancellationToken);

    /// <summary>
    /// Keeps what a look found, together with how far it came: the same prescription with the same content once, one
    /// that was edited as a new version, and those of other days as skipped unless an analysis of them is open.
    /// </summary>
    /// <returns>How many wait for a permit now that did not before.</returns>
    public Task<int> DetectAsync(
        string pharmacy, IReadOnlyList<DetectedPrescription> found, DateOnly today, int refused, WatchPosition position,
        CancellationToken cancellationToken) => WriteAsync(
            pharmacy,
            async (connection, transaction, ct) =>
            {
                var (queued, skipped) = (0, 0);
                foreach (var prescription in found)
                {
                    var isOld = prescription.Day < today || prescription.Day > today.AddDays(1);
                    var state = await DetectAsync(connection, transaction, pharmacy, prescription, isOld, ct);
                    queued += state == PrescriptionState.Queued ? 1 : 0;
                    skipped += state == PrescriptionState.Skipped ? 1 : 0;
                }

                await KeepPositionAsync(connection, transaction, pharmacy, position, skipped, refused, ct);
                return queued;
            },
            cancellationToken);

    /// <summary>Notes that a database is away, or back.</summary>
    /// <param name="reason">Why it is away; null when it is back.</param>
    /// <returns>Whether this is news.</returns>
    public Task<bool> NoteSourceAsync(
        string pharmacy, string? reason, CancellationToken cancellationToken) => WriteAsync(
        pharmacy,
        async (connection, transaction, ct) =>
        {
            var changed = await connection.ExecuteAsync(new CommandDefinition(
                reason is null
                    ? """
                      UPDATE prescription_watches SET looked_at = @now, away_since = NULL, away_reason = NULL
                      WHERE pharmacy = @pharmacy AND away_since IS NOT NULL
                      """
                    : """
                      INSERT INTO prescription_watches
                          (pharmacy, looked_at, away_since, away_reason, skipped, refused)
                      VALUES (@pharmacy, 0, @now, @reason, 0, 0)
                      ON CONFLICT (pharmacy) DO UPDATE SET away_since = excluded.away_since,
                          away_reason = excluded.away_reason
                      WHERE prescription_watches.away_since IS NULL
                      """,
                new { pharmacy, reason, now = Now() },
                transaction,
                cancellationToken: ct)) > 0;
            if (changed)
            {
                await events.AppendAsync(
                    connection, transaction, StreamOf(pharmacy), $"source:{Now()}", "source", new { away = reason },
                    ct);
            }

            return changed;
        },
        cancellationToken);

    /// <summary>Who waits for a permit, in order.</summary>
    public Task<IReadOnlyList<string>> NextAsync(
        string pharmacy, IReadOnlyList<string> known, int limit, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { pharmacy, limit });
        var list = SqlIn.List(parameters, "known", known.Count == 0 ? [""] : known);
        return database.WithConnectionAsync<IReadOnlyList<string>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<string>(new CommandDefinition(
                    $"""
                    SELECT id FROM prescriptions WHERE pharmacy = @pharmacy AND state = 'Queued' AND id NOT IN {list}
                    ORDER BY queue_number LIMIT @limit
                    """,
                    parameters,
                    cancellationToken: ct)),
            ],
            cancellationToken);
    }

    /// <summary>Whether anybody waits.</summary>
    public async Task<bool> IsAnyQueuedAsync(string pharmacy, CancellationToken cancellationToken) =>
        (await NextAsync(pharmacy, [], 1, cancellationToken)).Count > 0;

    /// <summary>
    /// Puts a prescription into the queue because somebody asked: one that was skipped or failed as it is, one that is
    /// done once more, and one that waits or runs not at all.
    /// </summary>
    /// <returns>The id of its analysis, and whether it was put there now.</returns>
    public Task<(string Id, bool IsNew)> AskAsync(
        string pharmacy, string serial, DateOnly day, CancellationToken cancellationToken) => WriteAsync(
            pharmacy,
            async (connection, transaction, ct) =>
            {
                var latest = await LatestAsync(connection, transaction, pharmacy, serial, ct);
                if (latest is null)
                {
                    var unseen = new DetectedPrescription(serial, day, "", "");
                    return (await InsertAsync(
                        connection, transaction, pharmacy, unseen, 0, PrescriptionState.Queued, ct), true);
                }

                if (!IsFinal(latest.State))
                {
                    return (latest.Id, false);
                }

                if (latest.State is PrescriptionState.Skipped or PrescriptionState.Failed)
                {
                    await RequeueAsync(connection, transaction, latest, ct);
                    return (latest.Id, true);
                }

                var again = new DetectedPrescription(serial, day, latest.Version, latest.Patient);
                return (await InsertAsync(
                    connection, transaction, pharmacy, again, NextRepeat(latest), PrescriptionState.Queued, ct),
                    true);
            },
            cancellationToken);

    // Numbers all analyses of a serial: an edit back to what it was before is a new one, too.
    private static long NextRepeat(PrescriptionRecord? latest) => latest is null ? 0 : latest.RepeatNumber + 1;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // The state of the analysis that was added; null when what was found is known.
    private async Task<PrescriptionState?> DetectAsync(
        DbConnection connection, DbTransaction transaction, string pharmacy, DetectedPrescription found, bool isOld,
        CancellationToken ct)
    {
        var latest = await LatestAsync(connection, transaction, pharmacy, found.Serial, ct);
        if (latest is not null && (isOld ? !IsEditOfOpen(latest, found) : IsKnown(latest, found)))
        {
            return null;
        }

        if (latest?.State == PrescriptionState.Queued)
        {
            await EndAsync(
                connection, transaction, latest, PrescriptionState.Superseded, "It was edited before its turn.", ct);
        }

        var state = isOld && latest is null ? PrescriptionState.Skipped
            : found.Fault is null ? PrescriptionState.Queued
            : PrescriptionState.Failed;
        await InsertAsync(connection, transaction, pharmacy, found, NextRepeat(latest), state, ct);
        return state;
    }

    // What was withdrawn, replaced or left alone is no analysis of what is there now.
    private static bool IsKnown(PrescriptionRecord latest, DetectedPrescription found) =>
        latest.State is not (PrescriptionState.Withdrawn or PrescriptionState.Superseded or PrescriptionState.Skipped)
        && (latest.Version == found.Version || latest.Version.Length == 0);

    // Of another day only that counts which somebody still has to decide on, and that was read again.
    private static bool IsEditOfOpen(PrescriptionRecord latest, DetectedPrescription found) =>
        found.Version.Length > 0 && (latest.Undecided > 0 || !IsFinal(latest.State)) && !IsKnown(latest, found);

    private async Task<string> InsertAsync(
        DbConnection connection, DbTransaction transaction, string pharmacy, DetectedPrescription found, long repeat,
        PrescriptionState state, CancellationToken ct)
    {
        var now = Now();
        var record = new PrescriptionRecord
        {
            Id = $"{pharmacy}-{found.Serial}-{(found.Version.Length > 0 ? found.Version[..8] : "asked")}"
                + (repeat > 0 ? $"-{repeat + 1}" : ""),
            Pharmacy = pharmacy,
            Serial = found.Serial,
            Day = Text(found.Day),
            Version = found.Version,
            RepeatNumber = repeat,
            Patient = found.Patient,
            State = state,
            Reason = found.Fault,
            DetectedAt = now,
        };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO prescriptions (id, pharmacy, serial, day, version, repeat_number, queue_number, patient, state,
                reason, detected_at, queued_at, updated_at)
            SELECT @Id, @Pharmacy, @Serial, @Day, @Version, @RepeatNumber, COALESCE(MAX(queue_number), 0) + 1, @Patient,
                @state, @Reason, @now, @queued, @now FROM prescriptions WHERE pharmacy = @Pharmacy
            """,
            new
            {
                record.Id, record.Pharmacy, record.Serial, record.Day, record.Version, record.RepeatNumber,
                record.Patient, state = $"{state}", record.Reason, now,
                queued = state == PrescriptionState.Queued ? now : (long?)null,
            },
            transaction,
            cancellationToken: ct));
        if (state != PrescriptionState.Skipped)
        {
            await TellAsync(connection, transaction, record, $"{state}".ToLowerInvariant(), null, ct);
        }

        return record.Id;
    }

    private async Task RequeueAsync(
        DbConnection connection, DbTransaction transaction, PrescriptionRecord record, CancellationToken ct)
    {
        record.State = PrescriptionState.Queued;
        record.Reason = null;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE prescriptions SET state = 'Queued', reason = NULL, queued_at = @now, ended_at = NULL,
                updated_at = @now, queue_number =
                    (SELECT MAX(queue_number) + 1 FROM prescriptions WHERE pharmacy = @Pharmacy)
            WHERE id = @Id
            """,
            new { record.Id, record.Pharmacy, now = Now() },
            transaction,
            cancellationToken: ct));
        await TellAsync(connection, transaction, record, $"queued:{Now()}", null, ct);
    }

    private Task KeepPositionAsync(
        DbConnection connection, DbTransaction transaction, string pharmacy, WatchPosition position, int skipped,
        int refused, CancellationToken ct) => connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO prescription_watches (pharmacy, cursor_value, looked_at, skipped, refused)
            VALUES (@pharmacy, @position, @now, @skipped, @refused)
            ON CONFLICT (pharmacy) DO UPDATE SET cursor_value = excluded.cursor_value, looked_at = excluded.looked_at,
                away_since = NULL, away_reason = NULL, skipped = prescription_watches.skipped + excluded.skipped,
                refused = prescription_watches.refused + excluded.refused
            """,
            new
            {
                pharmacy, position = JsonSerializer.Serialize(position), now = Now(), skipped = (long)skipped,
                refused = (long)refused,
            },
            transaction,
            cancellationToken: ct));
}
