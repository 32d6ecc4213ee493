namespace Temporalio.Runtime;

/// <summary>Sends metrics to an OpenTelemetry collector.</summary>
public class OpenTelemetryOptions : ICloneable
{
    /// <summary>Makes options; <see cref="Url"/> must be set.</summary>
    public OpenTelemetryOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="url">The collector.</param>
    public OpenTelemetryOptions(string url)
        : this(new Uri(url))
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="url">The collector.</param>
    public OpenTelemetryOptions(Uri url) => Url = url;

    /// <summary>The collector; for HTTP with the path, usually <c>/v1/metrics</c>.</summary>
    public Uri? Url { get; set; }

    /// <summary>Headers of every call.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? Headers { get; set; }

    /// <summary>How often metrics are sent. Null for every second.</summary>
    public TimeSpan? MetricsExportInterval { get; set; }

    /// <summary>What counters and histograms cover. Default all time.</summary>
    public OpenTelemetryMetricTemporality MetricTemporality { get; set; } = OpenTelemetryMetricTemporality.Cumulative;

    /// <summary>Whether durations are in seconds, not milliseconds. Default false.</summary>
    public bool UseSecondsForDuration { get; set; }

    /// <summary>How to talk to the collector. Default gRPC.</summary>
    public OpenTelemetryProtocol Protocol { get; set; } = OpenTelemetryProtocol.Grpc;

    /// <summary>Upper bounds of buckets by the metric's name, with or without prefix.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<double>>? HistogramBucketOverrides { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
