using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Records.ScanChain;

/// <summary>Whether each scan that was told of a reward has one, and none has more.</summary>
public sealed class RewardGauges : IGaugeSource
{
    private const string Missing = "opsflow_rewards_missing";
    private const string Extra = "opsflow_extra_rewards";

    private static readonly KeyValuePair<string, object?> s_workflow = GaugeReading.Label("workflow", "ScanChain");

    private readonly RewardStore _rewards;
    private readonly HeldReading _extra;

    public RewardGauges(RewardStore rewards, TimeProvider time)
    {
        _rewards = rewards;
        // All characters are read for it, which is too much for every look.
        _extra = new(
            async token => [new GaugeReading(Extra, await rewards.CountExtraAsync(token), s_workflow)], time);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Missing] = "Ended runs whose reward was told more than five minutes ago and is not all written.",
        [Extra] = "Characters above one a run; keys refuse other rewards above one. Must be 0.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
    [
        .. await _extra.ReadAsync(cancellationToken),
        new(Missing, await _rewards.CountOwedAsync(cancellationToken), s_workflow),
    ];
}
