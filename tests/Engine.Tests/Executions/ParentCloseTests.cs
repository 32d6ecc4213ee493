using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Executions;

public sealed class ParentCloseTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Close_AtTheMomentTheChildStarts_LeavesNoOrphan()
    {
        const int rounds = 300;
        var random = new Random(1);
        for (var i = 0; i < rounds; i++)
        {
            await _server.StartWorkflowAsync($"parent-{i}");
            var task = await _server.PollWorkflowAsync();
            var parent = task.WorkflowExecution;
            var completed = IgnoreClosedAsync(() => _server.CompleteAsync(task, StartChild($"child-{parent.WorkflowId}")));
            // Before, in and after the start of the child.
            Thread.SpinWait(random.Next(0, 20_000));
            await Task.WhenAll(completed, TerminateAsync(parent));
        }

        var orphans = Enumerable.Range(0, rounds).Select(i => $"child-parent-{i}").ToList();
        await Eventually.PassesAsync(async () =>
        {
            foreach (var id in orphans.ToArray())
            {
                if (!await IsRunningAsync(id))
                {
                    orphans.Remove(id);
                }
            }

            Assert.Empty(orphans);
            return true;
        });
    }

    private static async Task IgnoreClosedAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            // The end came first.
        }
    }

    private static Command StartChild(string id) => new()
    {
        CommandType = CommandType.StartChildWorkflowExecution,
        StartChildWorkflowExecutionCommandAttributes = new StartChildWorkflowExecutionCommandAttributes
        {
            WorkflowId = id,
            WorkflowType = new WorkflowType { Name = "Child" },
            // Nobody works on it: only its parent's end can end it.
            TaskQueue = new TaskQueue { Name = "unserved" },
            ParentClosePolicy = ParentClosePolicy.Terminate,
        },
    };

    private async Task TerminateAsync(WorkflowExecution execution)
    {
        await _server.CallAsync(
            "TerminateWorkflowExecution",
            new TerminateWorkflowExecutionRequest { Namespace = TestServer.Namespace, WorkflowExecution = execution },
            TerminateWorkflowExecutionResponse.Parser);
    }

    /// <summary>False too when it was never started.</summary>
    private async Task<bool> IsRunningAsync(string id)
    {
        try
        {
            var description = await _server.CallAsync(
                "DescribeWorkflowExecution",
                new DescribeWorkflowExecutionRequest
                {
                    Namespace = TestServer.Namespace,
                    Execution = new WorkflowExecution { WorkflowId = id },
                },
                DescribeWorkflowExecutionResponse.Parser);
            return description.WorkflowExecutionInfo.Status == WorkflowExecutionStatus.Running;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
