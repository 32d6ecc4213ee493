using Dapper;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Runs;

/// <summary>The rows of one pipeline's runs: those that are open, those that failed, and how many there are.</summary>
public abstract class RunRecords(IDatabase database, RunTable table) : IRunRecords
{
    private const int MaxTitle = 200;

    private readonly string _open = $"state IN ({Quoted(table.OpenStates)})";
    private readonly string _working = $"state IN ({Quoted(table.OpenStates.Except(table.AskingStates))})";
    private readonly string _all = Quoted(table.States);
    private readonly string _isNotDiscarded =
        RunDiscards.IsNotDiscarded(table.Pipeline, $"{table.Name}.id", $"{table.Name}.updated_at");

    /// <inheritdoc/>
    public string WorkflowType => table.WorkflowType;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenRun>> ListOpenAsync(
        DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken) =>
        QueryOpenAsync(
            $"{_open} AND updated_at <= @until AND id > @after ORDER BY id LIMIT @limit",
            new { until = unchangedSince.ToUnixTimeMilliseconds(), after = after ?? "", limit },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken) =>
        table.RecordOf(workflowId) is { } id
            ? (await QueryOpenAsync($"({_open} OR ({table.Waiting})) AND id = @id", new { id }, cancellationToken))
                .SingleOrDefault()
            : null;

    /// <inheritdoc/>
    public abstract Task<RunClosing> CloseAsync(
        OpenRun run, string reason, CancellationToken cancellationToken);

    /// <summary>How many there are in each state; those without any have 0.</summary>
    /// <param name="since">Only those of this time on; null for all.</param>
    public Task<IReadOnlyDictionary<string, long>> CountAsync(
        DateTimeOffset? since, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<string, long>>(
            async (connection, ct) =>
            {
                // With the states named, the index answers alone, and reads only what is recent of each.
                var counts = (await connection.QueryAsync<(string State, long Count)>(new CommandDefinition(
                    $"""
                    SELECT state, COUNT(*) FROM {table.Name}
                    {(since is null ? "" : $"WHERE state IN ({_all}) AND {table.RecentBy} >= @since")} GROUP BY state
                    """,
                    new { since = since?.ToUnixTimeMilliseconds() },
                    cancellationToken: ct))).ToDictionary(r => r.State, r => r.Count);
                return table.States.ToDictionary(s => s, s => counts.GetValueOrDefault(s));
            },
            cancellationToken);

    /// <summary>How many are at work, and how many failed that nobody has put aside. Rows park nothing.</summary>
    public Task<RunCounts> CountRunsAsync(CancellationToken cancellationToken) => database.WithConnectionAsync(
        async (connection, ct) =>
        {
            var (running, failed) = await connection.QuerySingleAsync<(long Running, long Failed)>(
                new CommandDefinition(
                    $"""
                    SELECT (SELECT COUNT(*) FROM {table.Name} WHERE {_working}),
                        (SELECT COUNT(*) FROM {table.Name}
                            WHERE state = 'Failed' AND {table.Failed} AND {_isNotDiscarded})
                    """,
                    cancellationToken: ct));
            return new RunCounts(running, failed, 0);
        },
        cancellationToken);

    /// <summary>Those that failed and that nobody has put aside, the newest first.</summary>
    /// <param name="text">A part of their id, title or reason; null for all.</param>
    /// <param name="before">The time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<TroubledRun>> ListFailedAsync(
        string? text, (long At, string Id)? before, int limit, CancellationToken cancellationToken)
    {
        var isMeant = text is null
            ? ""
            : $"AND {SqlText.IsIn(database.Kind, nameof(text), "id", table.Title, table.Reason)}";
        return QueryFailedAsync(
            $"""
            AND (updated_at < @at OR (updated_at = @at AND id < @id))
                AND {_isNotDiscarded} {isMeant}
            ORDER BY updated_at DESC, id DESC LIMIT @limit
            """,
            new
            {
                at = before?.At ?? long.MaxValue, id = before?.Id ?? "", limit, text = SqlText.Anywhere(text),
            },
            cancellationToken);
    }

    /// <summary>One that failed, also when it was put aside.</summary>
    public async Task<TroubledRun?> FindFailedAsync(string id, CancellationToken cancellationToken) =>
        (await QueryFailedAsync("AND id = @id", new { id }, cancellationToken)).SingleOrDefault();

    private static string Quoted(IEnumerable<string> states) => string.Join(", ", states.Select(s => $"'{s}'"));

    private Task<IReadOnlyList<OpenRun>> QueryOpenAsync(
        string condition, object parameters, CancellationToken cancellationToken)
    {
        var all = new DynamicParameters(parameters);
        all.Add("prefix", table.WorkflowIdOf(""));
        return database.WithConnectionAsync<IReadOnlyList<OpenRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string? RunId, long? RunStartedAt, long Round)>(
                    new CommandDefinition(
                        $"""
                        SELECT id, {(table.NamesRuns ? "run_id, run_started_at" : "NULL, NULL")}, {table.Round}
                        FROM {table.Name}
                        WHERE NOT EXISTS
                            (SELECT 1 FROM run_starts WHERE workflow_id = @prefix || {table.Name}.id) AND {condition}
                        """,
                        all,
                        cancellationToken: ct)))
                    .Select(r => new OpenRun(r.Id, table.WorkflowIdOf(r.Id), r.RunId, r.RunStartedAt, r.Round)),
            ],
            cancellationToken);
    }

    private Task<IReadOnlyList<TroubledRun>> QueryFailedAsync(
        string rest, object parameters, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<TroubledRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string Title, string? Reason, long At)>(
                    new CommandDefinition(
                        $"""
                        SELECT id, {table.Title}, {table.Reason}, updated_at FROM {table.Name}
                        WHERE state = 'Failed' AND {table.Failed} {rest}
                        """,
                        parameters,
                        cancellationToken: ct)))
                    .Select(r => new TroubledRun(
                        table.Pipeline, r.Id, table.WorkflowIdOf(r.Id), RunTrouble.Failed, r.Title.OneLine(MaxTitle),
                        r.Reason, r.At)),
            ],
            cancellationToken);
}
