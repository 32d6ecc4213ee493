using OpsFlow.Api.Documentation;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Api.Platform;

/// <summary><c>/metrics</c> in Prometheus' text, for programs that may see nothing else.</summary>
internal static class MetricsEndpoint
{
    public static void Map(WebApplication app)
    {
        // The exporter knows only how to be middleware; as one it would have no place for the scope.
        var exporter = ((IEndpointRouteBuilder)app).CreateApplicationBuilder()
            .UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        app.MapGet("/metrics", async (HttpContext context, AskedGauges gauges) =>
            {
                await gauges.RefreshAsync(context.RequestAborted);
                await exporter(context);
            })
            .RequireAuthorization().DisableHttpMetrics()
            .WithTags("Health").WithName("GetMetrics").WithSummary("What is measured, as Prometheus reads it.")
            .Needs(Scope.Metrics).Produces<string>(StatusCodes.Status200OK, "text/plain").Problems(401);
    }
}
