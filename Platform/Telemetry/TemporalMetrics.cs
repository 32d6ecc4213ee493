using System.Net;
using Temporalio.Runtime;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Where the metrics of Temporal's core go. It has one place for them: read there, or sent there.</summary>
/// <param name="Prometheus">The address at which Prometheus reads them.</param>
/// <param name="Collector">The OTLP endpoint (gRPC) that they are sent to.</param>
public sealed record TemporalMetrics(IPEndPoint? Prometheus, Uri? Collector)
{
    /// <summary>Reads <c>prometheus://127.0.0.1:9464</c>, or an OTLP endpoint's URL.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static TemporalMetrics Parse(string text)
    {
        Uri.TryCreate(text, UriKind.Absolute, out var uri);
        return uri switch
        {
            { Scheme: "http" or "https" } => new(null, uri),
            { Scheme: "prometheus", PathAndQuery: "" or "/" }
                when IPEndPoint.TryParse(uri.Authority, out var address) && address.Port > 0 => new(address, null),
            _ => throw new FormatException(
                "must be prometheus://IP-ADDRESS:PORT or the http or https URL of an OTLP endpoint"),
        };
    }

    /// <summary>A runtime with these metrics. One a process: a second could not listen where the first does.</summary>
    public TemporalRuntime CreateRuntime() => new(new TemporalRuntimeOptions(new TelemetryOptions
    {
        Metrics = Prometheus is null
            ? new MetricsOptions(new OpenTelemetryOptions(Collector!))
            : new MetricsOptions(new PrometheusOptions($"{Prometheus}")),
    }));
}
