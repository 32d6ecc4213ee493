using Temporalio.Activities;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

public class ActivityTests
{
    [Workflow]
    public class RunNamed
    {
        [WorkflowRun]
        public Task<string> RunAsync(string activity) => Workflow.ExecuteActivityAsync<string>(
            activity,
            [],
            new()
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(60),
                HeartbeatTimeout = TimeSpan.FromSeconds(60),
                RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) },
            });
    }

    [Activity]
    public static string FailTwice() => ActivityExecutionContext.Current.Info.Attempt < 3
        ? throw new ApplicationFailureException("Not yet")
        : $"attempt {ActivityExecutionContext.Current.Info.Attempt}";

    [Theory, OnOurs, OnOfficial]
    public Task ExecuteActivityAsync_FailsTwice_IsRetried(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunNamed>().AddActivity(FailTwice),
        async s => Assert.Equal(
            "attempt 3",
            await s.Client.ExecuteWorkflowAsync((RunNamed wf) => wf.RunAsync("FailTwice"), s.NewWorkflow())));

    [Activity]
    public static async Task<string> HeartbeatThenFailAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.Attempt == 1)
        {
            context.Heartbeat("detail", 5);
            throw new ApplicationFailureException("Once");
        }

        var info = context.Info;
        return $"{await info.HeartbeatDetailAtAsync<string>(0)} {await info.HeartbeatDetailAtAsync<int>(1)}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task Heartbeat_ThenFailure_NextAttemptSeesDetails(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunNamed>().AddActivity(HeartbeatThenFailAsync),
        async s => Assert.Equal(
            "detail 5",
            await s.Client.ExecuteWorkflowAsync(
                (RunNamed wf) => wf.RunAsync("HeartbeatThenFail"), s.NewWorkflow())));

    [Workflow]
    public class CancelActivity
    {
        private bool _started;

        [WorkflowRun]
        public async Task<string> RunAsync(ActivityCancellationType type)
        {
            using var cancel = new CancellationTokenSource();
            var activity = Workflow.ExecuteActivityAsync(() => WaitForCancelAsync(), new()
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(60),
                HeartbeatTimeout = TimeSpan.FromSeconds(60),
                CancellationType = type,
                CancellationToken = cancel.Token,
            });
            await Workflow.WaitConditionAsync(() => _started);
            cancel.Cancel();
            try
            {
                return await activity;
            }
            catch (ActivityFailureException e) when (e.InnerException is CanceledFailureException)
            {
                return "canceled";
            }
        }

        [WorkflowSignal]
        public async Task StartedAsync() => _started = true;
    }

    [Activity]
    public static async Task<string> WaitForCancelAsync()
    {
        var context = ActivityExecutionContext.Current;
        var info = context.Info;
        await context.TemporalClient.GetWorkflowHandle(info.WorkflowId!).SignalAsync("Started", []);
        while (!context.CancellationToken.IsCancellationRequested)
        {
            context.Heartbeat();
            await Task.Delay(50);
        }

        return $"saw {context.CancelReason}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task CancelActivity_TryCancel_GoesOnAtOnce(ServerKind server) =>
        CancelAsync(server, ActivityCancellationType.TryCancel, "canceled");

    [Theory, OnOurs, OnOfficial]
    public Task CancelActivity_Abandon_GoesOnAtOnce(ServerKind server) =>
        CancelAsync(server, ActivityCancellationType.Abandon, "canceled");

    [Theory, OnOurs, OnOfficial]
    public Task CancelActivity_WaitCancellationCompleted_ReturnsWhatTheActivityDid(ServerKind server) =>
        CancelAsync(server, ActivityCancellationType.WaitCancellationCompleted, "saw CancelRequested");

    private static Task CancelAsync(ServerKind server, ActivityCancellationType type, string expected) =>
        Scenario.RunAsync(
        server,
        o =>
        {
            o.AddWorkflow<CancelActivity>().AddActivity(WaitForCancelAsync);
            o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100);
        },
        async s => Assert.Equal(
            expected, await s.Client.ExecuteWorkflowAsync((CancelActivity wf) => wf.RunAsync(type), s.NewWorkflow())));
}
