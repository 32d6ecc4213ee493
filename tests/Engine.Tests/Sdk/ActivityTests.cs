using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

public class ActivityTests
{
    private static readonly ActivityOptions Short = new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) };

    [Workflow]
    public class RunNamed
    {
        [WorkflowRun]
        public Task<string> RunAsync(string activity, int maxAttempts) => Workflow.ExecuteActivityAsync<string>(
            activity,
            [],
            new()
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(60),
                // Short only where it is to be met.
                HeartbeatTimeout = TimeSpan.FromSeconds(activity == "NeverHeartbeat" ? 2 : 60),
                RetryPolicy = new() { MaximumAttempts = maxAttempts, InitialInterval = TimeSpan.FromMilliseconds(10) },
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
            await s.Client.ExecuteWorkflowAsync((RunNamed wf) => wf.RunAsync("FailTwice", 0), s.NewWorkflow())));

    [Activity]
    public static string FailForGood() => throw new ApplicationFailureException(
        "No way", new InvalidOperationException("inner"), "MyType", nonRetryable: true, details: [1, "two"]);

    [Theory, OnOurs, OnOfficial]
    public Task ExecuteActivityAsync_NonRetryableFailure_FailsWorkflowWithItsDetails(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunNamed>().AddActivity(FailForGood),
        async s =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (RunNamed wf) => wf.RunAsync("FailForGood", 0), s.NewWorkflow()));
            var activity = Assert.IsType<ActivityFailureException>(failed.InnerException);
            Assert.Equal("FailForGood", activity.ActivityType);
            Assert.Equal(RetryState.NonRetryableFailure, activity.RetryState);
            var application = Assert.IsType<ApplicationFailureException>(activity.InnerException);
            Assert.Equal("No way", application.Message);
            Assert.Equal("MyType", application.ErrorType);
            Assert.Equal(1, application.Details.ElementAt<int>(0));
            Assert.Equal("two", application.Details.ElementAt<string>(1));
            var inner = Assert.IsType<ApplicationFailureException>(application.InnerException);
            Assert.Equal("InvalidOperationException", inner.ErrorType);
        });

    [Theory, OnOurs, OnOfficial]
    public Task ExecuteActivityAsync_Unregistered_FailsWithNotFound(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunNamed>().AddActivity(FailTwice),
        async s =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (RunNamed wf) => wf.RunAsync("Nowhere", 1), s.NewWorkflow()));
            var application = Assert.IsType<ApplicationFailureException>(failed.InnerException!.InnerException);
            Assert.Equal("NotFoundError", application.ErrorType);
        });

    [Activity]
    public static async Task<string> HeartbeatThenFailAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.Attempt == 1)
        {
            context.Heartbeat("detail", 5);
            throw new ApplicationFailureException("Once");
        }

        return $"{await context.Info.HeartbeatDetailAtAsync<string>(0)} {await context.Info.HeartbeatDetailAtAsync<int>(1)}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task Heartbeat_ThenFailure_NextAttemptSeesDetails(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunNamed>().AddActivity(HeartbeatThenFailAsync),
        async s => Assert.Equal(
            "detail 5",
            await s.Client.ExecuteWorkflowAsync(
                (RunNamed wf) => wf.RunAsync("HeartbeatThenFail", 0), s.NewWorkflow())));

    [Activity]
    public static async Task<string> NeverHeartbeatAsync()
    {
        await Task.Delay(TimeSpan.FromMinutes(5), ActivityExecutionContext.Current.CancellationToken);
        return "late";
    }

    [Theory, OnOurs, OnOfficial]
    public Task ExecuteActivityAsync_NoHeartbeat_TimesOut(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunNamed>().AddActivity(NeverHeartbeatAsync),
        async s =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (RunNamed wf) => wf.RunAsync("NeverHeartbeat", 1), s.NewWorkflow()));
            var timeout = Assert.IsType<TimeoutFailureException>(failed.InnerException!.InnerException);
            Assert.Equal(TimeoutType.Heartbeat, timeout.TimeoutType);
        });

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
    public Task CancelActivity_TryCancel_GoesOnAtOnce(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<CancelActivity>().AddActivity(WaitForCancelAsync).MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100),
        async s => Assert.Equal(
            "canceled",
            await s.Client.ExecuteWorkflowAsync(
                (CancelActivity wf) => wf.RunAsync(ActivityCancellationType.TryCancel), s.NewWorkflow())));

    [Theory, OnOurs, OnOfficial]
    public Task CancelActivity_Abandon_GoesOnAtOnce(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<CancelActivity>().AddActivity(WaitForCancelAsync).MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100),
        async s => Assert.Equal(
            "canceled",
            await s.Client.ExecuteWorkflowAsync(
                (CancelActivity wf) => wf.RunAsync(ActivityCancellationType.Abandon), s.NewWorkflow())));

    [Theory, OnOurs, OnOfficial]
    public Task CancelActivity_WaitCancellationCompleted_ReturnsWhatTheActivityDid(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<CancelActivity>().AddActivity(WaitForCancelAsync).MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100),
        async s => Assert.Equal(
            "saw CancelRequested",
            await s.Client.ExecuteWorkflowAsync(
                (CancelActivity wf) => wf.RunAsync(ActivityCancellationType.WaitCancellationCompleted), s.NewWorkflow())));

    [Activity]
    public static string CompleteLater() => throw new CompleteAsyncException();

    [Theory, OnOurs, OnOfficial]
    public Task CompleteAsyncException_CompletedByClient_ReturnsThatResult(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RunLong>().AddActivity(CompleteLater),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((RunLong wf) => wf.RunAsync(), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () =>
            {
                var raw = await s.Client.WorkflowService.DescribeWorkflowExecutionAsync(new()
                {
                    Namespace = "default",
                    Execution = new() { WorkflowId = handle.Id },
                });
                Assert.Equal(PendingActivityState.Started, Assert.Single(raw.PendingActivities).State);
            });
            await s.Client.GetAsyncActivityHandle(handle.Id, handle.ResultRunId!, "the-id").CompleteAsync("from outside");
            Assert.Equal("from outside", await handle.GetResultAsync());
        });

    [Workflow]
    public class RunLong
    {
        [WorkflowRun]
        public Task<string> RunAsync() => Workflow.ExecuteActivityAsync(
            () => CompleteLater(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(30), ActivityId = "the-id" });
    }
}
