using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>What lists and overviews show.</content>
public sealed partial class AnalysisStore
{
    private const long Hour = 3_600_000;

    /// <summary>Records, the newest first, without their large columns.</summary>
    /// <param name="before">The creation time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<AnalysisRecord>> ListAsync(
        AnalysisFilter filter, (long CreatedAt, string Id)? before, int limit, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new
        {
            at = before?.CreatedAt ?? long.MaxValue,
            id = before?.Id ?? "",
            limit,
            filter.Server,
            filter.ErrorType,
            filter.Fingerprint,
            since = filter.Since?.ToUnixTimeMilliseconds(),
            until = filter.Until?.ToUnixTimeMilliseconds(),
            text = SqlText.Anywhere(filter.Text),
            start = SqlText.AtStart(filter.Text),
        });
        string?[] conditions =
        [
            "(created_at < @at OR (created_at = @at AND id < @id))",
            filter.States.Count == 0
                ? null
                : $"state IN {SqlIn.List(values, "state", filter.States.Select(s => $"{s}"))}",
            filter.Server is null ? null : "server_name = @Server",
            filter.ErrorType is null ? null : "error_type = @ErrorType",
            filter.Fingerprint is null ? null : "fingerprint = @Fingerprint",
            filter.Since is null ? null : "created_at >= @since",
            filter.Until is null ? null : "created_at < @until",
            filter.Text is null ? null :
                $"""
                ({SqlText.IsIn(database.Kind, "text", "server_name", "error_type", "message")}
                    OR id LIKE @start ESCAPE '!')
                """,
        ];
        return database.WithConnectionAsync<IReadOnlyList<AnalysisRecord>>(
            async (connection, ct) =>
            {
                List<AnalysisRecord> records = [.. await connection.QueryAsync<AnalysisRecord>(new CommandDefinition(
                    $"""
                    SELECT id, server_id, server_name, fingerprint, state, round, run_id, error_type, message,
                        occurrences, created_at, last_seen_at, updated_at, detail, pull_request_url, pull_request_state
                    FROM analyses
                    WHERE {string.Join(" AND ", conditions.Where(c => c is not null))}
                    ORDER BY created_at DESC, id DESC LIMIT @limit
                    """,
                    values,
                    cancellationToken: ct))];
                await AddShownPartsAsync(connection, records, ct);
                return records;
            },
            cancellationToken);
    }

    /// <summary>The analyses of a server that are not over.</summary>
    public Task<IReadOnlyList<string>> ListOpenAsync(string serverId, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { serverId });
        var final = SqlIn.List(parameters, "state", FinalStates);
        return database.WithConnectionAsync<IReadOnlyList<string>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<string>(new CommandDefinition(
                    $"SELECT id FROM analyses WHERE server_id = @serverId AND state NOT IN {final}",
                    parameters,
                    cancellationToken: ct)),
            ],
            cancellationToken);
    }

    /// <summary>The number of analyses in each state that there are any of.</summary>
    public Task<IReadOnlyDictionary<AnalysisState, long>> CountAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<AnalysisState, long>>(
            async (connection, ct) => (await connection.QueryAsync<(string State, long Count)>(new CommandDefinition(
                "SELECT state, COUNT(*) FROM analyses GROUP BY state", cancellationToken: ct)))
                .ToDictionary(r => Enum.Parse<AnalysisState>(r.State), r => r.Count),
            cancellationToken);

    /// <summary>How many analyses were opened in each hour that had any, the oldest first.</summary>
    public Task<IReadOnlyList<HourlyCount>> CountByHourAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<HourlyCount>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(long Hour, long Count)>(new CommandDefinition(
                    $"""
                    SELECT created_at / {Hour} AS hour, COUNT(*) FROM analyses WHERE created_at >= @since
                    GROUP BY created_at / {Hour} ORDER BY hour
                    """,
                    new { since = since.ToUnixTimeMilliseconds() },
                    cancellationToken: ct))).Select(r => HourlyCount.Of(r.Hour, r.Count)),
            ],
            cancellationToken);

    /// <summary>How often each of these errors occurred, by hour, the oldest first.</summary>
    public Task<ILookup<string, HourlyCount>> OccurrencesAsync(
        IEnumerable<string> ids, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) =>
            {
                var values = new DynamicParameters(new { hour = since.ToUnixTimeMilliseconds() / Hour });
                return (await connection.QueryAsync<(string Id, long Hour, long Count)>(new CommandDefinition(
                    $"""
                    SELECT analysis_id, hour, count FROM analysis_occurrences
                    WHERE analysis_id IN {SqlIn.List(values, "id", ids)} AND hour >= @hour ORDER BY analysis_id, hour
                    """,
                    values,
                    cancellationToken: ct))).ToLookup(r => r.Id, r => HourlyCount.Of(r.Hour, r.Count));
            },
            cancellationToken);

    private static Task CountOccurrenceAsync(
        DbConnection connection, DbTransaction transaction, string id, long now, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO analysis_occurrences (analysis_id, hour, count) VALUES (@id, @hour, 1)
            ON CONFLICT (analysis_id, hour) DO UPDATE SET count = analysis_occurrences.count + 1
            """,
            new { id, hour = now / Hour },
            transaction,
            cancellationToken: ct));
}
