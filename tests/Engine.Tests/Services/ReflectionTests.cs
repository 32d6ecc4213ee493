namespace OpsFlow.Engine.Tests.Services;

/// <summary>The reflection service, asked by grpcurl, which asks for v1 and falls back to v1alpha.</summary>
public class ReflectionTests
{
    private const string Program = "grpcurl";

    [RequiresTheory(Program)]
    [InlineData("grpc.health.v1.Health", "list")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection", "list")]
    [InlineData("temporal.api.operatorservice.v1.OperatorService", "list")]
    [InlineData("temporal.api.workflowservice.v1.WorkflowService", "list")]
    [InlineData("workflow_id", "describe", "temporal.api.workflowservice.v1.StartWorkflowExecutionRequest")]
    [InlineData("rpc GetSystemInfo", "describe", "temporal.api.workflowservice.v1.WorkflowService.GetSystemInfo")]
    [InlineData("rpc ServerReflectionInfo ( stream", "describe", "grpc.reflection.v1alpha.ServerReflection")]
    [InlineData("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "describe", "temporal.api.enums.v1.EventType")]
    [InlineData("\"server_version\"", "temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo")]
    public async Task Grpcurl_WithoutProtoFiles_IsAnswered(string expected, params string[] asked)
    {
        await using var server = await EngineHost.StartAsync(new EngineOptions());

        var (exitCode, output, error) = await Tool.TryRunAsync(
            Counterparts.Program(Program)!, ["-plaintext", server.Address, .. asked]);

        Assert.True(exitCode == 0, error);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("TestService", output, StringComparison.Ordinal);
    }
}
