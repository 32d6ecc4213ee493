using OpsFlow.Engine.Hosting;
using OpsFlow.Engine.Tests.External;

namespace OpsFlow.Engine.Tests.Services;

/// <summary>The reflection service, asked by grpcurl, which asks for v1 and falls back to v1alpha.</summary>
public class ReflectionTests
{
    [GrpcurlFact]
    public async Task List_ByGrpcurl_NamesTheServices()
    {
        await using var server = await EngineHost.StartAsync(new EngineOptions());

        var output = await GrpcurlAsync(server, "list");

        Assert.Contains("grpc.health.v1.Health", output);
        Assert.Contains("grpc.reflection.v1alpha.ServerReflection", output);
        Assert.Contains("temporal.api.operatorservice.v1.OperatorService", output);
        Assert.Contains("temporal.api.workflowservice.v1.WorkflowService", output);
        Assert.DoesNotContain("TestService", output);
    }

    [GrpcurlTheory]
    [InlineData("temporal.api.workflowservice.v1.StartWorkflowExecutionRequest", "workflow_id")]
    [InlineData("temporal.api.workflowservice.v1.WorkflowService.GetSystemInfo", "rpc GetSystemInfo")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection", "rpc ServerReflectionInfo ( stream")]
    [InlineData("temporal.api.enums.v1.EventType", "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED")]
    public async Task Describe_Symbol_ShowsIt(string symbol, string expected)
    {
        await using var server = await EngineHost.StartAsync(new EngineOptions());

        Assert.Contains(expected, await GrpcurlAsync(server, $"describe {symbol}"));
    }

    [GrpcurlFact]
    public async Task Call_WithoutProtoFiles_IsAnswered()
    {
        await using var server = await EngineHost.StartAsync(new EngineOptions());

        var output = await GrpcurlAsync(server, "temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo");

        Assert.Contains("\"server_version\"", output);
    }

    private static async Task<string> GrpcurlAsync(EngineHost server, string what)
    {
        var (exitCode, output) = await Programs.RunAsync(
            Programs.Find(GrpcurlFactAttribute.Program)!, $"-plaintext {server.Address} {what}", null, TimeSpan.FromMinutes(1));
        Assert.True(exitCode == 0, output);
        return output;
    }
}
