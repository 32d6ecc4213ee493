namespace Temporalio.Runtime;

/// <summary>Where metrics go: exactly one of Prometheus, OpenTelemetry or a custom meter.</summary>
public class MetricsOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public MetricsOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="prometheus">Serves metrics to Prometheus.</param>
    public MetricsOptions(PrometheusOptions prometheus) => Prometheus = prometheus;

    /// <summary>Makes options.</summary>
    /// <param name="openTelemetry">Sends metrics to a collector.</param>
    public MetricsOptions(OpenTelemetryOptions openTelemetry) => OpenTelemetry = openTelemetry;

    /// <summary>Serves metrics to Prometheus.</summary>
    public PrometheusOptions? Prometheus { get; set; }

    /// <summary>Sends metrics to an OpenTelemetry collector.</summary>
    public OpenTelemetryOptions? OpenTelemetry { get; set; }

    /// <summary>Takes metrics in this process.</summary>
    public ICustomMetricMeter? CustomMetricMeter { get; set; }

    /// <summary>How the custom meter gets its values; null for the defaults.</summary>
    public CustomMetricMeterOptions? CustomMetricMeterOptions { get; set; }

    /// <summary>Whether the library's metrics have the tag <c>service_name</c>. Default true.</summary>
    public bool AttachServiceName { get; set; } = true;

    /// <summary>Tags of every metric.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? GlobalTags { get; set; }

    /// <summary>What names of the library's metrics begin with. Null for <c>temporal_</c>.</summary>
    public string? MetricPrefix { get; set; }

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (MetricsOptions)MemberwiseClone();
        copy.Prometheus = (PrometheusOptions?)Prometheus?.Clone();
        copy.OpenTelemetry = (OpenTelemetryOptions?)OpenTelemetry?.Clone();
        copy.CustomMetricMeterOptions = (CustomMetricMeterOptions?)CustomMetricMeterOptions?.Clone();
        return copy;
    }
}
