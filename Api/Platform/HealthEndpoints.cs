using OpsFlow.Api.Documentation;
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
        var group = routes.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", () => Results.Json(new HealthAnswer("live")))
            .WithName("IsLive").WithSummary("Whether the process answers.").Answers<HealthAnswer>(200);
        group.MapGet("/ready", ReadyAsync)
            .WithName("IsReady").WithSummary("Whether database and engine can be reached.")
            .Answers<HealthAnswer>(200).Problems(503);
    }

    private static async Task<IResult> ReadyAsync(
        SettingStore settings, ITemporalClient client, CancellationToken cancellationToken)
    {
        await settings.FindAsync("health", cancellationToken);
        return await client.Connection.CheckHealthAsync(options: EngineCall.Brief(cancellationToken))
            ? Results.Json(new HealthAnswer("ready"))
            : Problem.EngineUnavailable();
    }
}
