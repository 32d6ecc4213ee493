using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Starting workflows, and what is told of them.</summary>
public class StartTests
{
    [Fact]
    public async Task StartWorkflowExecution_EagerAndRepeated_ReturnsTheTaskAgain()
    {
        await using var server = await StartAsync();
        var first = await server.Calls.StartWorkflowAsync("w", Eager);

        var second = await server.Calls.StartWorkflowAsync("w", Eager);

        Assert.Equal(first.RunId, second.RunId);
        Assert.NotNull(second.EagerWorkflowTask);
        Assert.Equal(first.EagerWorkflowTask.StartedEventId, second.EagerWorkflowTask.StartedEventId);
        Assert.Equal(first.EagerWorkflowTask.History, second.EagerWorkflowTask.History);
        await server.Calls.CompleteAsync(second.EagerWorkflowTask, Commands.Complete());
    }

    [Fact]
    public async Task StartWorkflowExecution_EagerAndRepeatedAfterItsTask_ReturnsNoTask()
    {
        await using var server = await StartAsync();
        var first = await server.Calls.StartWorkflowAsync("w", Eager);
        await server.Calls.CompleteAsync(first.EagerWorkflowTask);

        var second = await server.Calls.StartWorkflowAsync("w", Eager);

        Assert.Equal(first.RunId, second.RunId);
        Assert.Null(second.EagerWorkflowTask);
    }

    [Fact]
    public async Task DescribeWorkflowExecution_StartedWithAPriority_ShowsIt()
    {
        await using var server = await StartAsync();
        await server.Calls.StartWorkflowAsync("w", r => r.Priority = new Priority { PriorityKey = 4 });

        var described = await server.Calls.DescribeAsync("w");

        Assert.Equal(4, described.WorkflowExecutionInfo.Priority?.PriorityKey);
    }

    private static void Eager(Temporalio.Api.WorkflowService.V1.StartWorkflowExecutionRequest request)
    {
        request.RequestEagerExecution = true;
        request.RequestId = "r";
    }
}
