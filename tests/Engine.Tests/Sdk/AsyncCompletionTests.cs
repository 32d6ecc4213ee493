using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>Activities that somebody outside completes.</summary>
public class AsyncCompletionTests
{
    public class Outside
    {
        public TaskCompletionSource<ActivityInfo> Started { get; } = new();

        [Activity]
        public string Begin()
        {
            Started.TrySetResult(ActivityExecutionContext.Current.Info);
            throw new CompleteAsyncException();
        }
    }

    [Workflow]
    public class Waits
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => await Workflow.ExecuteActivityAsync((Outside o) => o.Begin(), new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(20),
            HeartbeatTimeout = TimeSpan.FromSeconds(15),
            RetryPolicy = new() { MaximumAttempts = 1 },
            CancellationType = ActivityCancellationType.WaitCancellationCompleted,
        });
    }

    private static Task RunAsync(
        ServerKind server, Func<Scenario, WorkflowHandle<Waits, string>, AsyncActivityHandle, AsyncActivityHandle,
        Task> body)
    {
        var outside = new Outside();
        return Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Waits>().AddAllActivities(outside),
            async s =>
            {
                var handle = await s.Client.StartWorkflowAsync((Waits wf) => wf.RunAsync(), s.NewWorkflow());
                var info = await outside.Started.Task;
                await body(
                    s,
                    handle,
                    s.Client.GetAsyncActivityHandle(info.TaskToken),
                    s.Client.GetAsyncActivityHandle(info.WorkflowId!, info.WorkflowRunId!, info.ActivityId));
            });
    }

    [Theory, OnOurs, OnOfficial]
    public Task Complete_ByToken_GivesTheResult(ServerKind server) => RunAsync(server, async (_, handle, byToken, _) =>
    {
        await byToken.CompleteAsync("by token");
        Assert.Equal("by token", await handle.GetResultAsync());
        var error = await Assert.ThrowsAsync<RpcException>(() => byToken.CompleteAsync("again"));
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Complete_ById_GivesTheResult(ServerKind server) => RunAsync(server, async (_, handle, _, byId) =>
    {
        await byId.CompleteAsync("by id");
        Assert.Equal("by id", await handle.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Fail_ByToken_FailsTheActivity(ServerKind server) => RunAsync(server, async (_, handle, byToken, _) =>
    {
        await byToken.FailAsync(
            new ApplicationFailureException("outside", errorType: "Out"), new() { LastHeartbeatDetails = [1] });
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        var failure = Assert.IsType<ApplicationFailureException>(error.InnerException!.InnerException);
        Assert.Equal(("outside", "Out"), (failure.Message, failure.ErrorType));
    });

    [Theory, OnOurs, OnOfficial]
    public Task Heartbeat_Canceled_ThrowsAndIsReported(ServerKind server) =>
        RunAsync(server, async (_, handle, byToken, byId) =>
    {
        await byToken.HeartbeatAsync(new() { Details = ["alive"] });
        await byId.HeartbeatAsync();
        await handle.CancelAsync();
        await Until.PassesAsync(async () =>
            await Assert.ThrowsAsync<AsyncActivityCanceledException>(() => byToken.HeartbeatAsync()));
        await Assert.ThrowsAsync<AsyncActivityCanceledException>(() => byId.HeartbeatAsync());
        await byToken.ReportCancellationAsync(new() { Details = ["stopped"] });
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<CanceledFailureException>(error.InnerException);
    });

    [Theory, OnOurs, OnOfficial]
    public Task Complete_WrongToken_IsRefused(ServerKind server) => RunAsync(server, async (s, handle, byToken, _) =>
    {
        var error = await Assert.ThrowsAsync<RpcException>(
            () => s.Client.GetAsyncActivityHandle("nonsense"u8.ToArray()).CompleteAsync());
        Assert.Equal(RpcException.StatusCode.InvalidArgument, error.Code);
        error = await Assert.ThrowsAsync<RpcException>(
            () => s.Client.GetAsyncActivityHandle(handle.Id, handle.ResultRunId!, "no-such-id").CompleteAsync());
        Assert.Equal(RpcException.StatusCode.NotFound, error.Code);
        await byToken.CompleteAsync("x");
        await handle.GetResultAsync();
    });
}
