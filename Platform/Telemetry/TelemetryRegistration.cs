using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OpsFlow.Platform.Models;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Registers OpenTelemetry: what is measured and traced, and where it goes.</summary>
public static class TelemetryRegistration
{
    /// <summary>
    /// The source and meter of Microsoft.Extensions.AI: calls of models, by OpenTelemetry's GenAI names.
    /// </summary>
    public const string ModelSource = ModelClients.TelemetrySource;

    // The name of both that the HTTP client of .NET has.
    private const string HttpClient = "System.Net.Http";

    // What nobody has a question for, and what Prometheus takes for a part of a histogram by its name.
    private static readonly FrozenSet<string> s_dropped =
    [
        "http.client.open_connections", "http.client.active_requests", "http.client.connection.duration",
        "http.client.request.time_in_queue", "http.server.active_requests", "dotnet.assembly.count",
        "dotnet.process.cpu.count", "dotnet.timer.count",
    ];

    // As long as most requests take, and as a stream or a run does.
    private static readonly double[] s_seconds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

    /// <summary>
    /// Registers metrics and traces. They are sent where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, or nowhere.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="service">The name of the service unless <c>OTEL_SERVICE_NAME</c> says another.</param>
    /// <param name="reader">
    /// Another reader of the metrics; without one, and nowhere to send, nothing is measured.
    /// </param>
    public static IServiceCollection AddOpsFlowTelemetry(
        this IServiceCollection services, string service, Action<MeterProviderBuilder>? reader = null)
    {
        var (traces, metrics) = (OtlpSettings.SendsTraces, OtlpSettings.SendsMetrics);
        services.TryAddSingleton<AskedGauges>();
        if (metrics)
        {
            services.AddHostedService<GaugeRefresh>();
        }

        var builder = services.AddOpenTelemetry().ConfigureResource(resource => resource.Clear()
            .AddService(service, serviceVersion: typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk()
            // The last, as it wins.
            .AddEnvironmentVariableDetector());
        if (metrics || reader is not null)
        {
            builder.WithMetrics(m => AddMetrics(m, metrics, reader));
        }

        return traces ? builder.WithTracing(AddTraces).Services : services;
    }

    private static void AddMetrics(MeterProviderBuilder builder, bool isSent, Action<MeterProviderBuilder>? reader)
    {
        builder.AddMeter(OpsFlowMeter.Name, "Microsoft.AspNetCore.Hosting", HttpClient, ModelSource, "System.Runtime")
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddView(instrument => s_dropped.Contains(instrument.Name) ? MetricStreamConfiguration.Drop : null)
            .AddView(instrument => instrument.Meter.Name == OpsFlowMeter.Name && instrument is Histogram<double>
                ? new ExplicitBucketHistogramConfiguration { Boundaries = s_seconds }
                : null);
        reader?.Invoke(builder);
        if (isSent)
        {
            builder.AddOtlpExporter();
        }
    }

    private static void AddTraces(TracerProviderBuilder builder) => builder
        .AddSource(TracingInterceptor.ClientSource.Name, TracingInterceptor.WorkflowsSource.Name)
        .AddSource(TracingInterceptor.ActivitiesSource.Name, ModelSource, HttpClient)
        .AddAspNetCoreInstrumentation(requests => requests.Filter = IsTraced)
        .AddProcessor<UrlMask>()
        .AddOtlpExporter();

    // Not what machines ask all the time: probes, Prometheus, and the engine's workers, who share this process with it.
    private static bool IsTraced(HttpContext context) => context.Request.Path.Value is not { } path
        || !(path.StartsWith("/health/", StringComparison.Ordinal) || path == "/metrics"
            || path.StartsWith("/temporal.api.", StringComparison.Ordinal)
            || path.StartsWith("/grpc.", StringComparison.Ordinal));
}
