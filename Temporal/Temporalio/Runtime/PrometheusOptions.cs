namespace Temporalio.Runtime;

/// <summary>Serves metrics to Prometheus at <c>/metrics</c>.</summary>
public class PrometheusOptions : ICloneable
{
    /// <summary>Makes options; <see cref="BindAddress"/> must be set.</summary>
    public PrometheusOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="bindAddress">The address.</param>
    public PrometheusOptions(string bindAddress) => BindAddress = bindAddress;

    /// <summary>The address, <c>ip:port</c>.</summary>
    public string? BindAddress { get; set; }

    /// <summary>Whether names of counters end in <c>_total</c>. Default false.</summary>
    public bool HasCounterTotalSuffix { get; set; }

    /// <summary>Whether names end in their unit. Default false.</summary>
    public bool HasUnitSuffix { get; set; }

    /// <summary>Whether durations are in seconds, not milliseconds. Default false.</summary>
    public bool UseSecondsForDuration { get; set; }

    /// <summary>Upper bounds of buckets by the metric's name, with or without prefix.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<double>>? HistogramBucketOverrides { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
