using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Runs;

/// <summary>How many runs of a pipeline are in each state, as its records say.</summary>
public sealed class RunGauges : IGaugeSource
{
    private const string All = "opsflow_runs";
    private const string Recent = "opsflow_recent_runs";

    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    private readonly RunRecords _records;
    private readonly TimeProvider _time;
    private readonly HeldReading _totals;

    public RunGauges(RunRecords records, TimeProvider time)
    {
        (_records, _time) = (records, time);
        // Every record is counted for the totals, which is too much for every look.
        _totals = new(token => CountAsync(All, since: null, token), time);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [All] = "Records by state, counted once a minute.",
        [Recent] = "Records of the last hour, by state.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
    [
        .. await _totals.ReadAsync(cancellationToken),
        .. await CountAsync(Recent, _time.GetUtcNow() - s_recent, cancellationToken),
    ];

    // Zero too: an alert on a ratio needs both of its sides.
    private async Task<IReadOnlyList<GaugeReading>> CountAsync(
        string gauge, DateTimeOffset? since, CancellationToken cancellationToken) =>
    [
        .. (await _records.CountAsync(since, cancellationToken)).Select(c => new GaugeReading(
            gauge, c.Value, GaugeReading.Label("workflow", _records.WorkflowType),
            GaugeReading.Label("state", c.Key))),
    ];
}
