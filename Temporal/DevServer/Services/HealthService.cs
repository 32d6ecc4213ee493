using Temporalio.Api.Dependencies.Grpc.Health.V1;
using UnaryGrpc;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services;

/// <summary>The standard health service. The server answers only while it serves.</summary>
internal static class HealthService
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "",
        "grpc.health.v1.Health",
        "temporal.api.workflowservice.v1.WorkflowService",
        "temporal.api.operatorservice.v1.OperatorService",
    };

    public static GrpcServiceBuilder Build() => new GrpcServiceBuilder("grpc.health.v1.Health").Unary(
        "Check",
        HealthCheckRequest.Parser,
        (request, _) => Known.Contains(request.Service)
            ? Task.FromResult(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving })
            : throw new GrpcException(GrpcStatusCode.NotFound, "unknown service"));
}
