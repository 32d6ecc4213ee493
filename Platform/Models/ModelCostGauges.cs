using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Models;

/// <summary>What models cost, as the ledger says.</summary>
public sealed class ModelCostGauges(ModelLedger ledger, TimeProvider time) : IGaugeSource
{
    private const string Cost = "opsflow_model_cost_today";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Cost] = "What calls of models since midnight (UTC) cost, and those under way may cost, by what they are for.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
    [
        .. (await ledger.SpentAsync(time.GetUtcNow(), cancellationToken)).Select(
            s => new GaugeReading(Cost, (double)s.Value, GaugeReading.Label("use", s.Key))),
    ];
}
