using OpsFlow.Api.RateLimits;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Mcp;

/// <summary>
/// The questions and actions of the console for assistants, by the Model Context Protocol at <c>/mcp</c>.
/// </summary>
internal static class McpRegistration
{
    public static void AddOpsFlowMcp(this IServiceCollection services) => services.AddMcpServer()
        // Nothing is kept between calls: any replica answers, and each call is made with its caller's own rights.
        .WithHttpTransport(transport => transport.Stateless = true)
        .AddAuthorizationFilters()
        .WithRequestFilters(filters => filters.AddCallToolFilter(ToolArguments.Told))
        .WithTools<AnalysisTools>()
        .WithTools<PlatformTools>();

    public static void Map(WebApplication app) => app.MapMcp("/mcp")
        .RequireAuthorization(Scope.Read).RequireRateLimiting(RateLimitRegistration.PerCaller)
        // It describes itself, by its own protocol.
        .ExcludeFromDescription();
}
