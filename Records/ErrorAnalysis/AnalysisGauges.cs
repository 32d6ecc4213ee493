using Dapper;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What the records say of all analyses at once.</summary>
public sealed class AnalysisGauges(IDatabase database, TimeProvider time) : IGaugeSource
{
    private const string Runs = "opsflow_runs";
    private const string Recent = "opsflow_recent_runs";
    private const string Waiting = "opsflow_approvals_waiting";
    private const string Extra = "opsflow_extra_publications";

    // By its text, as each database reads JSON by functions of its own. Old rows have blanks; a quote within a value is
    // escaped, so nobody's words look like it.
    private const string IsApproval =
        $"""
        part = '{RoundParts.Decision}' AND REPLACE(data, ' ', '') LIKE '%"kind":"{nameof(DecisionKind.Approve)}"%'
        """;

    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);
    private static readonly KeyValuePair<string, object?> s_workflow = GaugeReading.Label("workflow", "ErrorAnalysis");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Runs] = "Records by state.",
        [Recent] = "Records of the last hour, by state.",
        [Waiting] = "Runs that wait for a person to decide.",
        [Extra] = "Pull requests or branches above one an approval. Must be 0.",
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<GaugeReading>>(
            async (connection, ct) =>
            {
                async Task<Dictionary<string, long>> CountAsync(long since) =>
                    (await connection.QueryAsync<(string State, long Count)>(new CommandDefinition(
                        "SELECT state, COUNT(*) FROM analyses WHERE created_at >= @since GROUP BY state",
                        new { since },
                        cancellationToken: ct))).ToDictionary(r => r.State, r => r.Count);

                var all = await CountAsync(0);
                var recent = await CountAsync((time.GetUtcNow() - s_recent).ToUnixTimeMilliseconds());
                var extra = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    $"""
                    SELECT COALESCE(SUM(extra), 0) FROM (
                        SELECT COUNT(DISTINCT CASE WHEN part = '{RoundParts.Publication}' THEN data END)
                            - COUNT(CASE WHEN {IsApproval} THEN 1 END) AS extra
                        FROM analysis_rounds
                        WHERE part IN ('{RoundParts.Publication}', '{RoundParts.Decision}')
                        GROUP BY analysis_id, round) AS rounds
                    WHERE extra > 0
                    """,
                    cancellationToken: ct));
                return
                [
                    .. ByState(Runs, all), .. ByState(Recent, recent),
                    new(Waiting, all.GetValueOrDefault($"{AnalysisState.AwaitingApproval}"), s_workflow),
                    new(Extra, extra, s_workflow),
                ];
            },
            cancellationToken);

    // Zero too: an alert on a ratio needs both of its sides.
    private static IEnumerable<GaugeReading> ByState(string gauge, Dictionary<string, long> counts) =>
        Enum.GetNames<AnalysisState>().Select(state => new GaugeReading(
            gauge, counts.GetValueOrDefault(state), s_workflow, GaugeReading.Label("state", state)));
}
