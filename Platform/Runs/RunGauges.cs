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

    private (DateTimeOffset At, IReadOnlyDictionary<string, long>? Counts) _totals = (DateTimeOffset.MinValue, null);

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
        if (now - _totals.At >= s_totalsInterval)
        {
            // Before it is known how it ends: what fails is not counted again at every look.
            _totals.At = now;
            _totals.Counts = await records.CountAsync(since: null, cancellationToken);
        }

        return
        [
            .. _totals.Counts is { } totals ? ByState(All, totals) : [],
            .. ByState(Recent, await records.CountAsync(now - s_recent, cancellationToken)),
        ];
    }

    // Zero too: an alert on a ratio needs both of its sides.
    private IEnumerable<GaugeReading> ByState(string gauge, IReadOnlyDictionary<string, long> counts) =>
        counts.Select(c => new GaugeReading(
            gauge, c.Value, GaugeReading.Label("workflow", records.WorkflowType), GaugeReading.Label("state", c.Key)));
}
