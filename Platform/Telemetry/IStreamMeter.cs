using OpsFlow.Platform.Events;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Measures streams of events that clients follow.</summary>
public interface IStreamMeter
{
    /// <summary>The same events; whoever asks for the next one has sent the last.</summary>
    IAsyncEnumerable<LiveEvent> MeasureAsync(
        IAsyncEnumerable<LiveEvent> events, CancellationToken cancellationToken = default);
}
