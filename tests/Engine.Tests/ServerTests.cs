using Grpc.Core;

namespace OpsFlow.Engine.Tests;

public class ServerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("\u0008\u0001\u0012\u0003abc")]
    public async Task RespondWorkflowTaskCompleted_BadToken_IsInvalidArgument(string token)
    {
        await using var server = await TestServer.StartAsync();

        var task = new PollWorkflowTaskQueueResponse { TaskToken = ByteString.CopyFromUtf8(token) };
        Assert.Equal(StatusCode.InvalidArgument, await TestServer.StatusAsync(server.CompleteAsync(task)));
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_Twice_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        var task = await server.PollWorkflowAsync();
        await server.CompleteAsync(task);

        Assert.Equal(StatusCode.NotFound, await TestServer.StatusAsync(server.CompleteAsync(task)));
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_CallerGoesAway_DoesNotSwallowTheTask()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var source = new CancellationTokenSource();
            var poll = server.PollWorkflowAsync(token: source.Token);
            await Task.Delay(5);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        }

        await server.StartWorkflowAsync("w");
        var task = await server.PollWorkflowAsync();

        Assert.Equal("w", task.WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task StartWorkflowExecution_LargeInput_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var payload = new Payload { Data = ByteString.CopyFrom(new byte[(2 * 1024 * 1024) + 1]) };

        var error = await Assert.ThrowsAsync<RpcException>(
            () => server.StartWorkflowAsync("w", r => r.Input = new Payloads { Payloads_ = { payload } }));

        Assert.Equal("Blob data size exceeds limit.", error.Status.Detail);
    }

    [Fact]
    public async Task Restart_WithOpenWork_TakesItUpAgain()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "test.db");
        await using (var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path }))
        {
            await server.StartWorkflowAsync("activity");
            await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Activity("a"));
            await server.StartWorkflowAsync("timer");
            await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Timer("t", TimeSpan.FromSeconds(2)));
        }

        await using var again = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        var activity = await again.PollActivityAsync();
        var task = await again.PollWorkflowAsync();

        Assert.Equal("activity", activity.WorkflowExecution.WorkflowId);
        Assert.Equal("timer", task.WorkflowExecution.WorkflowId);
        Assert.Contains(task.History.Events, e => e.EventType == EventType.TimerFired);
    }

    [Fact]
    public async Task Call_WithoutTheApiKey_IsUnauthenticated()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { ApiKey = "secret" });

        Assert.Equal(StatusCode.Unauthenticated, await TestServer.StatusAsync(server.StartWorkflowAsync("w")));
    }

    [Fact]
    public async Task ListWorkflowExecutions_InPages_ShowsEachRunOnce()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await server.StartWorkflowAsync($"w{i}");
        }

        var found = new List<string>();
        var request = new ListWorkflowExecutionsRequest { PageSize = 3, Query = "WorkflowType = 'Type'" };
        do
        {
            var page = await server.CallAsync<ListWorkflowExecutionsResponse>(request);
            found.AddRange(page.Executions.Select(e => e.Execution.WorkflowId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(["w6", "w5", "w4", "w3", "w2", "w1", "w0"], found);
    }

    [Fact]
    public async Task ManyWaitingWorkflows_SmallCache_AllAnswer()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { MaxCachedWorkflows = 5 });
        for (var i = 0; i < 50; i++)
        {
            await server.StartWorkflowAsync($"w{i}");
        }

        await Task.Delay(3500);
        for (var i = 0; i < 50; i++)
        {
            await server.SignalAsync($"w{i}", "s");
            Assert.Contains(EventType.WorkflowExecutionSignaled, await server.EventTypesAsync($"w{i}"));
        }
    }

    [Fact]
    public async Task Stop_WithCallsInFlight_EndsThemAsUnavailable()
    {
        var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(await server.PollWorkflowAsync());
        var query = server.CallAsync<QueryWorkflowResponse>(
            new QueryWorkflowRequest { Execution = TestServer.Execution("w"), Query = new() { QueryType = "q" } });
        Assert.NotNull((await server.PollWorkflowAsync()).Query);

        await server.Host.StopAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => query);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        // Its answer, not a connection that was cut when patience with the calls in flight had ended.
        Assert.Equal("The server is stopping.", error.Status.Detail);
        await server.DisposeAsync();
    }
}
