using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <summary>The records of scans.</summary>
public sealed partial class ScanStore(
    IDatabase database, EventStore events, EventSignals signals, RunStartStore starts, TimeProvider time)
{
    /// <summary>The pipeline's name in addresses.</summary>
    public const string Pipeline = "scan-chain";

    /// <summary>The stream on which every change of state of any scan is told.</summary>
    public const string AllStream = "scans";

    private const string Columns = """
        id, user_id, state, attempt, image, image_type, image_deleted_at, language, hint, model, location, detail,
        created_at, updated_at, ended_at, request_hash
        """;

    private readonly GroupCommit<bool> _accepts = new(database);
    private readonly GroupCommit<bool> _changes = new(database);

    /// <summary>The stream of a scan.</summary>
    public static string StreamOf(string id) => $"scan:{id}";

    /// <summary>Whether nothing follows a state unless somebody retries.</summary>
    public static bool IsFinal(ScanState state) => state is ScanState.Done or ScanState.Failed or ScanState.Canceled;

    /// <summary>Stores a scan together with the start of its workflow, unless it is there.</summary>
    /// <returns>Whether it is new.</returns>
    public async Task<bool> AcceptAsync(NewScan scan, RunStart start, CancellationToken cancellationToken)
    {
        var isAdded = false;
        var isNew = await _accepts.RunAsync(
            async (connection, transaction, ct) =>
            {
                isAdded = false;
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO scans (id, user_id, state, attempt, image, image_type, language, hint, model, location,
                        created_at, updated_at, request_hash)
                    VALUES (@Id, @UserId, @state, 1, @Image, @ImageType, @Language, @Hint, @Model, @Location,
                        @now, @now, @RequestHash)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    new
                    {
                        scan.Id, scan.UserId, scan.Image, scan.ImageType, scan.Language, scan.Hint, scan.Model,
                        scan.Location, scan.RequestHash, state = ScanState.Queued.ToString(), now = Now(),
                    },
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return false;
                }

                await starts.AddAsync(connection, transaction, start, ct);
                return isAdded = true;
            },
            (connection, transaction, ct) => isAdded
                ? TellAllAsync(connection, transaction, new(scan.Id, 1), ScanState.Queued, scan.UserId, ct)
                : Task.CompletedTask,
            cancellationToken);
        signals.Notify(AllStream);
        return isNew;
    }

    /// <summary>A scan.</summary>
    public Task<ScanRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<ScanRecord?>(new CommandDefinition(
                $"SELECT {Columns} FROM scans WHERE id = @id", new { id }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Only the state: cheap enough to be asked again and again.</summary>
    public Task<ScanState?> FindStateAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<ScanState?>(
            async (connection, ct) =>
                await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "SELECT state FROM scans WHERE id = @id", new { id }, cancellationToken: ct)) is { } state
                    ? Enum.Parse<ScanState>(state)
                    : null,
            cancellationToken);

    /// <summary>Scans, the newest first.</summary>
    /// <param name="user">Only of this user; null for all.</param>
    /// <param name="state">Only of this state; null for all.</param>
    /// <param name="before">The creation time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<ScanRecord>> ListAsync(
        string? user, ScanState? state, (long CreatedAt, string Id)? before, int limit,
        CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<ScanRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<ScanRecord>(new CommandDefinition(
                    $"""
                    SELECT {Columns} FROM scans
                    WHERE (created_at < @at OR (created_at = @at AND id < @id))
                        {(user is null ? "" : "AND user_id = @user")} {(state is null ? "" : "AND state = @state")}
                    ORDER BY created_at DESC, id DESC LIMIT @limit
                    """,
                    new
                    {
                        at = before?.CreatedAt ?? long.MaxValue, id = before?.Id ?? "", user,
                        state = state?.ToString(), limit,
                    },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>All that the stages found.</summary>
    public Task<IReadOnlyList<StageRecord>> StagesAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<StageRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<StageRecord>(new CommandDefinition(
                    "SELECT stage, data, began_at, ended_at FROM scan_stages WHERE scan_id = @id ORDER BY ended_at",
                    new { id },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>What a stage found; default when it has not.</summary>
    public async Task<T?> FoundAsync<T>(string id, string stage, CancellationToken cancellationToken)
        where T : class
    {
        var data = await database.WithConnectionAsync(
            (connection, ct) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT data FROM scan_stages WHERE scan_id = @id AND stage = @stage",
                new { id, stage },
                cancellationToken: ct)),
            cancellationToken);
        return data is null ? null : JsonSerializer.Deserialize<T>(data, EventJson.Options);
    }

    private async Task<bool> ChangeAsync(
        string id, Func<DbConnection, DbTransaction, CancellationToken, Task<bool>> work,
        CancellationToken cancellationToken)
    {
        var isChanged = await _changes.RunAsync(work, cancellationToken);
        signals.Notify(StreamOf(id));
        return isChanged;
    }

    // With a state that everybody is told of, after all rows of the group.
    private async Task<bool> ChangeAsync(
        ScanStep step, ScanState told, Func<DbConnection, DbTransaction, CancellationToken, Task<string?>> moveAsync,
        Func<DbConnection, DbTransaction, CancellationToken, Task<bool>> thenAsync,
        CancellationToken cancellationToken)
    {
        string? owner = null;
        var isChanged = await _changes.RunAsync(
            async (connection, transaction, ct) =>
            {
                owner = await moveAsync(connection, transaction, ct);
                return owner is not null && await thenAsync(connection, transaction, ct);
            },
            (connection, transaction, ct) => owner is null
                ? Task.CompletedTask
                : TellAllAsync(connection, transaction, step, told, owner, ct),
            cancellationToken);
        signals.Notify(StreamOf(step.ScanId));
        signals.Notify(AllStream);
        return isChanged;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
