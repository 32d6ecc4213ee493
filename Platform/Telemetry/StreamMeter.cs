using System.Runtime.CompilerServices;
using OpsFlow.Platform.Events;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Measures the streams of events that clients follow.</summary>
/// <param name="transport">How they go: <c>sse</c> or <c>websocket</c>.</param>
public sealed class StreamMeter(string transport, TimeProvider time) : IStreamMeter
{
    private readonly KeyValuePair<string, object?> _transport = new("transport", transport);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LiveEvent> MeasureAsync(
        IAsyncEnumerable<LiveEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var started = time.GetUtcNow().ToUnixTimeMilliseconds();
        var timestamp = time.GetTimestamp();
        OpsFlowMeter.OpenStreams.Add(1, _transport);
        try
        {
            await foreach (var e in events.WithCancellation(cancellationToken))
            {
                yield return e;
                if (e.Seq == 0)
                {
                    continue;
                }

                OpsFlowMeter.DeliveredEvents.Add(1, _transport);
                // What is older waited for the client, not the client for it.
                if (e.CreatedAt >= started && OpsFlowMeter.DeliveryDelay.Enabled)
                {
                    var delay = time.GetUtcNow().ToUnixTimeMilliseconds() - e.CreatedAt;
                    OpsFlowMeter.DeliveryDelay.Record(Math.Max(0, delay) / 1000.0, _transport);
                }
            }
        }
        finally
        {
            OpsFlowMeter.OpenStreams.Add(-1, _transport);
            OpsFlowMeter.StreamDuration.Record(time.GetElapsedTime(timestamp).TotalSeconds, _transport);
        }
    }
}
