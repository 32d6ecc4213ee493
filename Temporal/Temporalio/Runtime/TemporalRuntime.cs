using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Common;
using Temporalio.Runtime.Metrics;

namespace Temporalio.Runtime;

/// <summary>
/// Metrics and log that connections and workers share. One a process is usual; it lives as long as the process, and so do the
/// port and the connections that its metrics use.
/// </summary>
public sealed class TemporalRuntime
{
    private const string DefaultPrefix = "temporal_";

    private static readonly Lazy<TemporalRuntime> LazyDefault = new(() => new(new()));

    /// <summary>Makes a runtime.</summary>
    /// <param name="options">Options; copied.</param>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    /// <exception cref="InvalidOperationException">The address for Prometheus cannot be listened on.</exception>
    public TemporalRuntime(TemporalRuntimeOptions options)
    {
        Options = (TemporalRuntimeOptions)options.Clone();
        Logger = CreateLogger(Options.Telemetry.Logging);
        var metrics = Options.Telemetry.Metrics;
        Backend = metrics is null ? null : CreateBackend(metrics);
        Prefix = metrics?.MetricPrefix ?? DefaultPrefix;
        KeyValuePair<string, object>[] global = [.. (metrics?.GlobalTags ?? []).Select(t => new KeyValuePair<string, object>(t.Key, t.Value))];
        SdkTags = metrics is { AttachServiceName: true }
            ? [new("service_name", "temporal-core-sdk"), .. global]
            : global;
        MetricMeter = Backend is null ? NoopMeter.Instance : new BackendMeter(Backend, TagSet.Empty.With(Backend, global));
    }

    /// <summary>The runtime of connections that name none: no metrics, no log.</summary>
    public static TemporalRuntime Default => LazyDefault.Value;

    /// <summary>Makes metrics of the application's own; they get no prefix.</summary>
    public MetricMeter MetricMeter { get; }

    internal TemporalRuntimeOptions Options { get; }

    /// <summary>The runtime's own log.</summary>
    internal ILogger Logger { get; }

    /// <summary>Takes metrics; null for none.</summary>
    internal IMetricBackend? Backend { get; }

    /// <summary>What names of the library's metrics begin with.</summary>
    internal string Prefix { get; }

    /// <summary>Tags of the library's metrics.</summary>
    internal IReadOnlyCollection<KeyValuePair<string, object>> SdkTags { get; }

    /// <summary>The port for Prometheus, if there is one.</summary>
    internal int? PrometheusPort { get; private set; }

    private static ILogger CreateLogger(LoggingOptions? options) => options?.Forwarding switch
    {
        null => NullLogger.Instance,
        { Logger: null } => throw new ArgumentException("Logger must be set on LogForwardingOptions"),
        { Logger: { } logger } forwarding =>
            new RuntimeLogger(logger, options!.Filter.CoreLevel(), forwarding.IncludeFields),
    };

    private IMetricBackend CreateBackend(MetricsOptions options)
    {
        var count = (options.Prometheus is null ? 0 : 1) + (options.OpenTelemetry is null ? 0 : 1)
            + (options.CustomMetricMeter is null ? 0 : 1);
        if (count != 1)
        {
            throw new ArgumentException("Metrics need exactly one of Prometheus, OpenTelemetry and CustomMetricMeter");
        }

        if (options.CustomMetricMeter is { } custom)
        {
            return new CustomBackend(
                custom, (options.CustomMetricMeterOptions ?? new()).HistogramDurationFormat, Logger);
        }

        if (options.Prometheus is { } prometheus)
        {
            var store = new MetricStore(
                prometheus.UseSecondsForDuration, prometheus.HistogramBucketOverrides, options.MetricPrefix ?? DefaultPrefix);
            PrometheusPort = PrometheusServer.Start(prometheus, store, Logger);
            return store;
        }

        var openTelemetry = options.OpenTelemetry!;
        var sent = new MetricStore(
            openTelemetry.UseSecondsForDuration, openTelemetry.HistogramBucketOverrides, options.MetricPrefix ?? DefaultPrefix);
        OtlpExporter.Start(openTelemetry, sent, Logger);
        return sent;
    }
}
