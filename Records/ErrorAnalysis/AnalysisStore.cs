using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>The records of analyses.</summary>
public sealed partial class AnalysisStore(
    IDatabase database, EventStore events, EventSignals signals, RunStartStore starts, TimeProvider time,
    GroupingTimes? times = null)
{
    /// <summary>The stream on which every change of any analysis is told.</summary>
    public const string AllStream = "analyses";

    private readonly GroupingTimes _times = times ?? new();
    private readonly GroupCommit<AcceptedReport> _accepts = new(database);
    private readonly ConcurrentDictionary<string, long> _told = new(StringComparer.Ordinal);

    /// <summary>The stream of one analysis.</summary>
    /// <param name="id">The analysis.</param>
    public static string StreamOf(string id) => $"analysis:{id}";

    /// <summary>Whether nothing follows a state unless somebody retries.</summary>
    public static bool IsFinal(AnalysisState state) => state is AnalysisState.Published or AnalysisState.Rejected
        or AnalysisState.Expired or AnalysisState.NoFix or AnalysisState.Failed or AnalysisState.Canceled;

    /// <summary>The states of <see cref="IsFinal"/>, as they are stored.</summary>
    internal static IReadOnlyList<string> FinalStates { get; } =
        [.. Enum.GetValues<AnalysisState>().Where(IsFinal).Select(s => s.ToString())];

    /// <summary>A record with its current round.</summary>
    /// <returns>The record, or null.</returns>
    public Task<AnalysisRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        FindAsync(id, record => (record.RunId, record.Round), cancellationToken);

    /// <summary>Only the state: cheap enough to be asked again and again.</summary>
    /// <returns>The state, or null.</returns>
    public Task<AnalysisState?> FindStateAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<AnalysisState?>(
            async (connection, ct) =>
                await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "SELECT state FROM analyses WHERE id = @id", new { id }, cancellationToken: ct)) is { } state
                    ? Enum.Parse<AnalysisState>(state)
                    : null,
            cancellationToken);

    /// <summary>
    /// Writes a change of state together with its live events. A repeat of the same change, even a late one, does
    /// nothing.
    /// </summary>
    /// <returns>Whether it was written now.</returns>
    public async Task<bool> ChangeStateAsync(StateChange change, CancellationToken cancellationToken)
    {
        var (key, state) = (change.Round, change.State.ToString());
        var written = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                if (await IsOfAnEarlierRunAsync(connection, transaction, change, ct)
                    || !await events.AppendAsync(
                        connection,
                        transaction,
                        StreamOf(key.AnalysisId),
                        $"{key.RunId}:{key.Round}:{state}",
                        "state",
                        new
                        {
                            state,
                            key.Round,
                            change.Detail,
                            decidedBy = change.Decision?.By,
                            decidedById = change.Decision?.ById,
                            decidedVia = change.Decision?.Via,
                        },
                        ct))
                {
                    return false;
                }

                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE analyses SET state = @state, round = @Round, detail = @Detail, updated_at = @now,
                        run_id = @RunId, run_started_at = COALESCE(@RunStartedAt, run_started_at)
                    WHERE id = @AnalysisId
                    """,
                    new
                    {
                        key.AnalysisId,
                        key.RunId,
                        state,
                        Round = (long)key.Round,
                        change.Detail,
                        change.RunStartedAt,
                        now = Now(),
                    },
                    transaction,
                    cancellationToken: ct));
                if (change.Decision is { } decision)
                {
                    var data = JsonSerializer.Serialize(decision, EventJson.Options);
                    await KeepAsync(connection, transaction, key, RoundParts.Decision, data, ct);
                }

                await events.AppendAsync(
                    connection,
                    transaction,
                    AllStream,
                    $"{key.AnalysisId}:{key.RunId}:{key.Round}:{state}",
                    "analysis",
                    new { id = key.AnalysisId, state },
                    ct);
                return true;
            },
            cancellationToken);
        signals.Notify(StreamOf(key.AnalysisId));
        signals.Notify(AllStream);
        return written;
    }

    /// <summary>Tells a step within a state.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="key">The same for a repeat.</param>
    /// <param name="text">What happens.</param>
    public async Task ReportProgressAsync(string id, string key, string text, CancellationToken cancellationToken)
    {
        await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                await events.AppendAsync(connection, transaction, StreamOf(id), key, "progress", new { text }, ct);
                await events.AppendAsync(connection, transaction, AllStream, $"{id}:{key}", "progress", new { id }, ct);
                return true;
            },
            cancellationToken);
        signals.Notify(StreamOf(id));
        signals.Notify(AllStream);
    }

    /// <summary>Stores which chat message belongs to the analysis.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="ts">The message.</param>
    public Task SetSlackMessageAsync(string id, string channel, string ts, CancellationToken cancellationToken) =>
        UpdateAsync("slack_channel = @channel, slack_ts = @ts", new { id, channel, ts }, cancellationToken);

    /// <summary>Says more of the state that an analysis is in; nothing if it is in another by now.</summary>
    public Task SetDetailAsync(
        RoundKey key, AnalysisState state, string detail, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            UPDATE analyses SET detail = @detail, updated_at = @now
            WHERE id = @AnalysisId AND run_id = @RunId AND round = @Round AND state = @state
            """,
            new
            {
                key.AnalysisId,
                key.RunId,
                Round = (long)key.Round,
                state = state.ToString(),
                detail,
                now = Now(),
            },
            cancellationToken);

    // Locks the row: of two runs that write at once the later one's state is what stays.
    private async Task<bool> IsOfAnEarlierRunAsync(
        DbConnection connection, DbTransaction transaction, StateChange change, CancellationToken ct)
    {
        var last = await connection.QuerySingleOrDefaultAsync<(string? RunId, long? StartedAt)>(new CommandDefinition(
            "SELECT run_id, run_started_at FROM analyses WHERE id = @AnalysisId"
                + (database.Kind == DatabaseKind.Postgres ? " FOR UPDATE" : ""),
            new { change.Round.AnalysisId },
            transaction,
            cancellationToken: ct));
        // A run that begins again at a step has the row before it writes for the first time.
        return change.RunStartedAt is { } startedAt && last.StartedAt >= startedAt && last.RunId != change.Round.RunId;
    }

    private Task UpdateAsync(string assignments, object parameters, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (DbConnection connection, DbTransaction transaction, CancellationToken ct) =>
            {
                var all = new DynamicParameters(parameters);
                all.Add("now", Now());
                return connection.ExecuteAsync(new CommandDefinition(
                    $"UPDATE analyses SET {assignments}, updated_at = @now WHERE id = @id",
                    all,
                    transaction,
                    cancellationToken: ct));
            },
            cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
