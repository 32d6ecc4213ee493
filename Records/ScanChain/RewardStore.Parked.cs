using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <content>Writes whose quick retries are used up.</content>
public sealed partial class RewardStore
{
    private const string UserOfScan = "SELECT user_id FROM scans WHERE scans.id = scan_id";

    private static readonly TimeSpan s_firstRedrive = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_lastRedrive = TimeSpan.FromHours(6);

    private static readonly string s_isNotDiscarded = RunDiscards.IsNotDiscarded(
        ScanStore.Pipeline, "parked_writes.scan_id", "parked_writes.created_at");

    /// <summary>Puts a write aside.</summary>
    public Task ParkAsync(ParkInput input, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        INSERT INTO parked_writes (scan_id, kind, error, attempts, due_at, created_at)
        VALUES (@ScanId, @kind, @Error, 0, @due, @now) ON CONFLICT (scan_id, kind) DO NOTHING
        """,
        new
        {
            input.ScanId, kind = $"{input.Write}", input.Error, now = Now(),
            due = Now() + (long)s_firstRedrive.TotalMilliseconds,
        },
        cancellationToken);

    /// <summary>Writes that are put aside and that nobody has given up, the oldest first.</summary>
    /// <param name="scanId">Only those of a scan; null for all whose time has come.</param>
    public Task<IReadOnlyList<ParkedWrite>> ListParkedAsync(string? scanId, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<ParkedWrite>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<ParkedWrite>(new CommandDefinition(
                    $"""
                    SELECT scan_id, kind, error, attempts, due_at, created_at FROM parked_writes
                    WHERE {(scanId is null ? $"due_at <= @now AND {s_isNotDiscarded}" : "scan_id = @scanId")}
                    ORDER BY created_at LIMIT 500
                    """,
                    new { now = Now(), scanId },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>Scans with such writes, the newest first.</summary>
    /// <param name="text">A part of their id, their user's or the error; null for all.</param>
    /// <param name="before">The time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<TroubledRun>> ListParkedRunsAsync(
        string? text, (long At, string Id)? before, int limit, CancellationToken cancellationToken)
    {
        var isMeant = text is null
            ? ""
            : $"AND {SqlText.IsIn(database.Kind, nameof(text), "scan_id", "error", UserOfScan)}";
        return QueryParkedRunsAsync(
            $"WHERE {s_isNotDiscarded} {isMeant}",
            "HAVING MAX(created_at) < @at OR (MAX(created_at) = @at AND scan_id < @id)",
            new
            {
                at = before?.At ?? long.MaxValue, id = before?.Id ?? "", limit, text = SqlText.Anywhere(text),
            },
            cancellationToken);
    }

    /// <summary>How many scans have such writes.</summary>
    public Task<long> CountParkedRunsAsync(CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(DISTINCT scan_id) FROM parked_writes WHERE {s_isNotDiscarded}", cancellationToken: ct)),
        cancellationToken);

    /// <summary>A scan with such writes, also when they were given up.</summary>
    public async Task<TroubledRun?> FindParkedRunAsync(string scanId, CancellationToken cancellationToken) =>
        (await QueryParkedRunsAsync(
            "WHERE scan_id = @scanId", "", new { scanId, limit = 1 }, cancellationToken)).SingleOrDefault();

    /// <summary>Puts off a write that did not succeed again: the time doubles up to six hours.</summary>
    public Task PostponeAsync(ParkedWrite write, string error, CancellationToken cancellationToken)
    {
        var wait = Math.Min(
            s_firstRedrive.TotalMilliseconds * Math.Pow(2, Math.Min(write.Attempts, 20)),
            s_lastRedrive.TotalMilliseconds);
        return database.ExecuteAsync(
            """
            UPDATE parked_writes SET attempts = attempts + 1, error = @error, due_at = @due
            WHERE scan_id = @ScanId AND kind = @kind
            """,
            new { write.ScanId, kind = $"{write.Kind}", error, due = Now() + (long)wait },
            cancellationToken);
    }

    private Task<IReadOnlyList<TroubledRun>> QueryParkedRunsAsync(
        string where, string having, object parameters, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<TroubledRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string Error, long At, string UserId)>(
                    new CommandDefinition(
                        $"""
                        SELECT scan_id, MIN(error), MAX(created_at), ({UserOfScan})
                        FROM parked_writes {where} GROUP BY scan_id {having}
                        ORDER BY MAX(created_at) DESC, scan_id DESC LIMIT @limit
                        """,
                        parameters,
                        cancellationToken: ct)))
                    .Select(r => new TroubledRun(
                        ScanStore.Pipeline, r.Id, ScanChainWorkflow.IdOf(r.Id), RunTrouble.Parked, r.UserId, r.Error,
                        r.At)),
            ],
            cancellationToken);
}
