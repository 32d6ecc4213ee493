using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Runs;

/// <summary>How many runs of a pipeline are in each state, as its records say.</summary>
public sealed class RunGauges(RunRecords records, TimeProvider time) : IGaugeSource
{
    private const string All = "opsflow_runs";
    private const string Recent = "opsflow_recent_runs";

    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    // Every record is counted for the totals, which is too much for every look.
    private static readonly TimeSpan s_totalsInterval = TimeSpan.FromMinutes(1);

    private (DateTimeOffset At, IReadOnlyDictionary<string, long> Counts)? _totals;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [All] = "Records by state, counted once a minute.",
        [Recent] = "Records of the last hour, by state.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_totals is not { } totals || now - totals.At >= s_totalsInterval)
        {
            totals = (now, await records.CountAsync(since: null, cancellationToken));
            _totals = totals;
        }

        return
        [
            .. ByState(All, totals.Counts),
            .. ByState(Recent, await records.CountAsync(now - s_recent, cancellationToken)),
        ];
    }

    // Zero too: an alert on a ratio needs both of its sides.
    private IEnumerable<GaugeReading> ByState(string gauge, IReadOnlyDictionary<string, long> counts) =>
        counts.Select(c => new GaugeReading(
            gauge, c.Value, GaugeReading.Label("workflow", records.WorkflowType), GaugeReading.Label("state", c.Key)));
}
