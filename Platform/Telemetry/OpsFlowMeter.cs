using System.Diagnostics.Metrics;

namespace OpsFlow.Platform.Telemetry;

/// <summary>What is counted where it happens. Nothing is kept while nobody reads.</summary>
public static class OpsFlowMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "OpsFlow";

    // The words of a label are few and known before: no ids, no names that people or servers chose.
    internal static readonly Meter Meter = new(Name);

    internal static readonly UpDownCounter<int> OpenStreams = Meter.CreateUpDownCounter<int>(
        "sse_active_connections", description: "Open event streams of this process, by transport.");

    internal static readonly Counter<long> AppendedEvents = Meter.CreateCounter<long>(
        "opsflow_events_appended", description: "Events that this process appended to streams.");

    internal static readonly Counter<long> DeliveredEvents = Meter.CreateCounter<long>(
        "opsflow_events_delivered", description: "Events that this process sent to clients, by transport.");

    internal static readonly Histogram<double> DeliveryDelay = Meter.CreateHistogram<double>(
        "opsflow_event_delivery_delay", "s", "From the append of an event until it was sent to a client who waited.");

    internal static readonly Histogram<double> StreamDuration = Meter.CreateHistogram<double>(
        "opsflow_stream_duration", "s", "How long event streams were open.");

    internal static readonly Counter<long> LostRuns = Meter.CreateCounter<long>(
        "opsflow_lost_runs",
        description: "Records that were closed, or put back into their queue, because their run was gone.");
}
