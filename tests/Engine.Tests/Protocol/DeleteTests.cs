using Grpc.Core;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Deleting runs.</summary>
public class DeleteTests
{
    [Fact]
    public async Task DeleteWorkflowExecution_OlderRunOfAWorkflow_LeavesTheTaskOfTheNewer()
    {
        await using var server = await ProtocolServer.StartAsync();
        var older = await server.StartAndCompleteTaskAsync("w", Commands.Complete());
        await server.Calls.StartWorkflowAsync("w");
        var task = await server.Calls.PollWorkflowAsync();

        await server.Calls.CallAsync<DeleteWorkflowExecutionResponse>(new DeleteWorkflowExecutionRequest
        {
            WorkflowExecution = new() { WorkflowId = "w", RunId = older },
        });
        await Until.TrueAsync(() => IsGoneAsync(server, older), "deletion");

        await server.Calls.CompleteAsync(task, Commands.Complete());
        var newer = await server.Calls.DescribeAsync("w");
        Assert.Equal(WorkflowExecutionStatus.Completed, newer.WorkflowExecutionInfo.Status);
    }

    private static async Task<bool> IsGoneAsync(ProtocolServer server, string runId)
    {
        try
        {
            await server.Calls.CallAsync<DescribeWorkflowExecutionResponse>(new DescribeWorkflowExecutionRequest
            {
                Execution = new() { WorkflowId = "w", RunId = runId },
            });
            return false;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return true;
        }
    }
}
