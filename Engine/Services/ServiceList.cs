using Grpc.AspNetCore.Server.Model;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Reflection;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Schedules;
using OperatorProtocol = Temporalio.Api.OperatorService.V1.ServiceReflection;
using TestProtocol = Temporalio.Api.TestService.V1.ServiceReflection;
using WorkflowProtocol = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace OpsFlow.Engine.Services;

/// <summary>All gRPC services of the server.</summary>
internal static class ServiceList
{
    private const int MaximumMessageBytes = 64 * 1024 * 1024;

    private static readonly string[] Healthy =
    [
        "",
        "grpc.health.v1.Health",
        "temporal.api.workflowservice.v1.WorkflowService",
        "temporal.api.operatorservice.v1.OperatorService",
    ];

    public static void Add(
        IServiceCollection services, ExecutionEngine engine, NamespaceRegistry namespaces, ScheduleService schedules,
        CallGuard guard)
    {
        services.AddRoutingCore();
        services.AddSingleton(guard);
        services.AddGrpc(options =>
        {
            options.Interceptors.Add<CallGuard>();
            options.MaxReceiveMessageSize = MaximumMessageBytes;
        });
        var workflows = new WorkflowServiceHandlers(engine, namespaces, schedules);
        AddMethods(services, workflows, workflows.Build());
        var operators = new OperatorServiceHandlers(engine, namespaces, schedules);
        AddMethods(services, operators, operators.Build());
        if (engine.Skipper is { } skipper)
        {
            var tests = new TestServiceHandlers(engine, skipper);
            AddMethods(services, tests, tests.Build());
        }

        // The server answers only while it serves.
        var health = new HealthServiceImpl();
        Array.ForEach(Healthy, service => health.SetStatus(service, HealthCheckResponse.Types.ServingStatus.Serving));
        services.AddSingleton(health);
        // Made when first asked: descriptors of everything are a third of what a server that nobody asks would hold in
        // memory.
        services.AddSingleton(_ => new ReflectionServiceImpl(
        [
            WorkflowProtocol.Descriptor.Services[0],
            OperatorProtocol.Descriptor.Services[0],
            .. engine.Skipper is null ? [] : TestProtocol.Descriptor.Services,
            Health.Descriptor,
            ServerReflection.Descriptor,
        ]));
    }

    public static void Map(IEndpointRouteBuilder endpoints, bool withTestService)
    {
        // In the metrics of a process that also serves people, long polls would hide how fast those are answered.
        endpoints.MapGrpcService<WorkflowServiceHandlers>().DisableHttpMetrics();
        endpoints.MapGrpcService<OperatorServiceHandlers>().DisableHttpMetrics();
        if (withTestService)
        {
            endpoints.MapGrpcService<TestServiceHandlers>().DisableHttpMetrics();
        }

        endpoints.MapGrpcService<HealthServiceImpl>().DisableHttpMetrics();
        endpoints.MapGrpcService<ReflectionServiceImpl>().DisableHttpMetrics();
    }

    private static void AddMethods<T>(IServiceCollection services, T handlers, ServiceMethods<T> methods)
        where T : class
    {
        services.AddSingleton(handlers);
        services.AddSingleton<IServiceMethodProvider<T>>(methods);
    }
}
