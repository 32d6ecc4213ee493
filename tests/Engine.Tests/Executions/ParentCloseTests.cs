using Grpc.Core;

namespace OpsFlow.Engine.Tests.Executions;

[Collection(nameof(AloneCollection))]
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
            var parent = task.WorkflowExecution.WorkflowId;
            // The end may come first. Nobody works on the child: only its parent's end can end it.
            var completed = TestServer.StatusAsync(_server.CompleteAsync(task, Commands.Child($"child-{parent}")));
            // Before, in and after the start of the child.
            Thread.SpinWait(random.Next(0, 20_000));
            await Task.WhenAll(completed, _server.TerminateAsync(parent));
        }

        var orphans = Enumerable.Range(0, rounds).Select(i => $"child-parent-{i}").ToList();
        await Until.PassesAsync(async () =>
        {
            foreach (var id in orphans.ToArray())
            {
                if (!await IsRunningAsync(id))
                {
                    orphans.Remove(id);
                }
            }

            Assert.Empty(orphans);
        });
    }

    /// <summary>False too when it was never started.</summary>
    private async Task<bool> IsRunningAsync(string id)
    {
        try
        {
            var info = (await _server.DescribeAsync(id)).WorkflowExecutionInfo;
            return info.Status == WorkflowExecutionStatus.Running;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
