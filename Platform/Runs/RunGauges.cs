using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Runs;

/// <summary>How many runs of a pipeline are in each state, as its records say.</summary>
public sealed class RunGauges(RunRecords records, TimeProvider time) : IGaugeSource
{
    private const string All = "opsflow_runs";
    private const string Recent = "opsflow_recent_runs";

    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [All] = "Records by state.",
        [Recent] = "Records of the last hour, by state.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
    [
        .. ByState(All, await records.CountAsync(since: null, cancellationToken)),
        .. ByState(Recent, await records.CountAsync(time.GetUtcNow() - s_recent, cancellationToken)),
    ];

    // Zero too: an alert on a ratio needs both of its sides.
    private IEnumerable<GaugeReading> ByState(string gauge, IReadOnlyDictionary<string, long> counts) =>
        counts.Select(c => new GaugeReading(
            gauge, c.Value, GaugeReading.Label("workflow", records.WorkflowType), GaugeReading.Label("state", c.Key)));
}
