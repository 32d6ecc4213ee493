using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Tests.Telemetry;

public sealed class StreamMeterTests
{
    [Fact]
    public async Task MeasureAsync_OldAndNewEvents_CountsBothAndTimesTheNew()
    {
        var time = new FakeTimeProvider();
        var seen = new List<(string Name, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == OpsFlowMeter.Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, value, tags));
        listener.Start();

        await foreach (var _ in new StreamMeter("test", time).MeasureAsync(EventsAsync()))
        {
            // The client takes its time.
            time.Advance(TimeSpan.FromMilliseconds(40));
        }

        Assert.Equal(
            [
                ("sse_active_connections", 1), ("opsflow_events_delivered", 1), ("opsflow_events_delivered", 1),
                ("opsflow_event_delivery_delay", 0.04), ("sse_active_connections", -1),
                ("opsflow_stream_duration", 0.12),
            ],
            seen);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests' streams are measured too.
            if (tags.Length > 0 && Equals(tags[0].Value, "test"))
            {
                seen.Add((instrument.Name, value));
            }
        }

        async IAsyncEnumerable<LiveEvent> EventsAsync()
        {
            await Task.Yield();
            yield return new() { Seq = 1, CreatedAt = time.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds() };
            yield return FollowedStream.Beat;
            yield return new() { Seq = 2, CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds() };
        }
    }
}
