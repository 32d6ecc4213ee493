using Dapper;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What the records say of all analyses at once.</summary>
public sealed class AnalysisGauges(IDatabase database) : IGaugeSource
{
    private const string Waiting = "opsflow_approvals_waiting";
    private const string Extra = "opsflow_extra_publications";

    // By its text, as each database reads JSON by functions of its own. Old rows have blanks; a quote within a value is
    // escaped, so nobody's words look like it.
    private const string IsApproval =
        $"""
        part = '{RoundParts.Decision}' AND REPLACE(data, ' ', '') LIKE '%"kind":"{nameof(DecisionKind.Approve)}"%'
        """;

    private static readonly KeyValuePair<string, object?> s_workflow = GaugeReading.Label("workflow", "ErrorAnalysis");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Waiting] = "Runs that wait for a person to decide.",
        [Extra] = "Pull requests or branches above one an approval. Must be 0.",
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<GaugeReading>>(
            async (connection, ct) =>
            {
                var waiting = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    $"SELECT COUNT(*) FROM analyses WHERE state = '{AnalysisState.AwaitingApproval}'",
                    cancellationToken: ct));
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
                return [new(Waiting, waiting, s_workflow), new(Extra, extra, s_workflow)];
            },
            cancellationToken);
}
