using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Measures the streams of turns: how soon a token is at its reader, how long an answer takes.</summary>
internal sealed class ChatMeter : IStreamMeter, IDisposable
{
    private readonly Meter _meter = new(OpsFlowMeter.Name);
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _duration;
    private readonly TimeProvider _time;

    public ChatMeter(TimeProvider time)
    {
        _time = time;
        _active = _meter.CreateUpDownCounter<int>("chat_stream_active", description: "Open streams of turns.");
        _tokens = _meter.CreateCounter<long>(
            "chat_stream_tokens", description: "Pieces of answers that were sent to their readers.");
        _latency = _meter.CreateHistogram<double>(
            "chat_stream_token_latency", "s", "From the append of a piece until it was sent to a reader who waited.",
            advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 5] });
        _duration = _meter.CreateHistogram<double>(
            "chat_stream_duration", "s", "From the acceptance of a message until its reader had the end.",
            advice: new() { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240] });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LiveEvent> MeasureAsync(
        IAsyncEnumerable<LiveEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var started = Now();
        long? accepted = null;
        _active.Add(1);
        try
        {
            await foreach (var e in events.WithCancellation(cancellationToken))
            {
                yield return e;
                switch (e.Kind)
                {
                    case "ack":
                        accepted = e.CreatedAt;
                        break;
                    case "token":
                        _tokens.Add(1);
                        // What is older waited for its reader, not the reader for it.
                        if (e.CreatedAt >= started)
                        {
                            _latency.Record(Seconds(e.CreatedAt));
                        }

                        break;
                    case "done" or "error" or "cancelled" when e.CreatedAt >= started:
                        _duration.Record(
                            Seconds(accepted ?? started), KeyValuePair.Create("outcome", (object?)e.Kind));
                        break;
                }
            }
        }
        finally
        {
            _active.Add(-1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private double Seconds(long since) => Math.Max(0, Now() - since) / 1000.0;
}
