using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Records.ScanChain;

/// <summary>Whether each scan that was told of a reward has one, and none has more.</summary>
public sealed class RewardGauges(RewardStore rewards, TimeProvider time) : IGaugeSource
{
    private const string Missing = "opsflow_rewards_missing";
    private const string Extra = "opsflow_extra_rewards";

    // All characters are read for it, which is too much for every look, and for every look while it fails.
    private static readonly TimeSpan s_extraInterval = TimeSpan.FromMinutes(1);
    private static readonly KeyValuePair<string, object?> s_workflow = GaugeReading.Label("workflow", "ScanChain");

    private (DateTimeOffset At, long? Count) _extra = (DateTimeOffset.MinValue, null);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Missing] = "Ended runs whose reward was told more than five minutes ago and is not all written.",
        [Extra] = "Characters above one a run; keys refuse other rewards above one. Must be 0.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _extra.At >= s_extraInterval)
        {
            _extra.At = now;
            _extra.Count = await rewards.CountExtraAsync(cancellationToken);
        }

        return
        [
            new(Missing, await rewards.CountOwedAsync(cancellationToken), s_workflow),
            // Before it was counted once nothing is known, and 0 would say that all is well.
            .. _extra.Count is { } extra ? new[] { new GaugeReading(Extra, extra, s_workflow) } : [],
        ];
    }
}
