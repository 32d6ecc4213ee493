using Grpc.Core;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Asking workflows to cancel.</summary>
public class CancelTests
{
    [Fact]
    public async Task RequestCancelWorkflowExecution_OfAClosedRun_DoesNothing()
    {
        await using var server = await StartAsync();
        var runId = await server.StartAndCompleteTaskAsync("w", Commands.Complete());
        var before = await server.Calls.HistoryAsync("w");

        await CancelAsync(server, "w", "");
        await CancelAsync(server, "w", runId);

        Assert.Equal(before, await server.Calls.HistoryAsync("w"));
    }

    [Fact]
    public async Task RequestCancelWorkflowExecution_UnknownWorkflow_IsNotFound()
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(CancelAsync(server, "nobody", ""));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    private static Task<RequestCancelWorkflowExecutionResponse> CancelAsync(
        ProtocolServer server, string id, string runId) =>
        server.Calls.CallAsync<RequestCancelWorkflowExecutionResponse>(new RequestCancelWorkflowExecutionRequest
        {
            WorkflowExecution = new() { WorkflowId = id, RunId = runId },
        });
}
