using Temporal.DevServer.Executions;
using Temporal.DevServer.Namespaces;
using Temporal.DevServer.Schedules;
using Temporal.DevServer.Services.Reflection;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services;

/// <summary>All gRPC services of the server.</summary>
internal static class ServiceList
{
    public static IReadOnlyList<GrpcServiceBuilder> Build(
        ExecutionEngine engine, NamespaceRegistry namespaces, ScheduleService schedules)
    {
        var services = new List<GrpcServiceBuilder>
        {
            new WorkflowServiceHandlers(engine, namespaces, schedules).Build(),
            new OperatorServiceHandlers(engine, namespaces, schedules).Build(),
            HealthService.Build(),
        };
        if (engine.Skipper is { } skipper)
        {
            services.Add(TestServiceHandlers.Build(engine, skipper));
        }

        services.AddRange(new ReflectionService([.. services]).Build());
        return services;
    }
}
