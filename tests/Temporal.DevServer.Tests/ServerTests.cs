using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Tests;

public class ServerTests
{
    [Fact]
    public async Task StartWorkflowExecution_ThenPoll_HandsOutTheFirstTask()
    {
        await using var server = await TestServer.StartAsync();
        var start = await server.StartWorkflowAsync("first");

        var task = await server.PollWorkflowAsync();

        Assert.Equal(start.RunId, task.WorkflowExecution.RunId);
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted],
            task.History.Events.Select(e => e.EventType));
    }

    [Fact]
    public async Task StartWorkflowExecution_UnknownNamespace_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        var error = await Assert.ThrowsAsync<GrpcException>(() => server.CallAsync(
            "StartWorkflowExecution",
            new StartWorkflowExecutionRequest
            {
                Namespace = "nowhere",
                WorkflowId = "w",
                WorkflowType = new WorkflowType { Name = "T" },
                TaskQueue = new TaskQueue { Name = "q" },
            },
            StartWorkflowExecutionResponse.Parser));

        Assert.Equal(GrpcStatusCode.NotFound, error.StatusCode);
        Assert.Equal("Namespace nowhere is not found.", error.Message);
    }
}
