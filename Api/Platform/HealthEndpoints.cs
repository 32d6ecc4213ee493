using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Api.Errors;
using OpsFlow.Platform.Store;
using Temporalio.Client;

namespace OpsFlow.Api.Platform;

/// <summary><c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(
        SettingStore settings, ITemporalClient client, CancellationToken cancellationToken)
    {
        await settings.FindAsync("health", cancellationToken);
        return await client.Connection.CheckHealthAsync(options: AnalysisRuns.Rpc(cancellationToken))
            ? Results.Json(new { status = "ready" })
            : Problem.EngineUnavailable();
    }
}
