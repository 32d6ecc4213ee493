using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Runs;

/// <summary>How many starts are pending.</summary>
public sealed class StartGauges(RunStartStore starts) : IGaugeSource
{
    private const string Pending = "opsflow_pending_starts";
    private const string Failing = "opsflow_pending_starts_failing";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Pending] = "Workflows that a committed row asks for and that have not begun yet.",
        [Failing] = "Those of them that could not be started at the first attempt.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var (pending, failing) = await starts.CountAsync(cancellationToken);
        return [new(Pending, pending), new(Failing, failing)];
    }
}
