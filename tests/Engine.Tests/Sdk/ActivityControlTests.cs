using System.Collections.Concurrent;
using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>Somebody pauses or resets an activity while it runs: the worker hears of it with the next heartbeat.</summary>
public class ActivityControlTests
{
    private const string Id = "work";

    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> s_runs = new();

    [Workflow]
    public class RunOne
    {
        [WorkflowRun]
        public Task<string> RunAsync(int worksAt) => Workflow.ExecuteActivityAsync(
            () => WorkAsync(worksAt),
            new()
            {
                ActivityId = Id,
                StartToCloseTimeout = TimeSpan.FromMinutes(10),
                HeartbeatTimeout = TimeSpan.FromMinutes(2),
                RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) },
            });
    }

    /// <summary>Fails at first, then works until it is stopped, and keeps why; after that it is done at once.</summary>
    [Activity]
    public static async Task<string> WorkAsync(int worksAt)
    {
        var context = ActivityExecutionContext.Current;
        var info = context.Info;
        var runs = s_runs.GetOrAdd(info.WorkflowId!, _ => new());
        if (!runs.IsEmpty)
        {
            return $"{string.Join(", ", runs)}, then attempt {info.Attempt}";
        }

        if (info.Attempt < worksAt)
        {
            throw new ApplicationFailureException("Not yet");
        }

        try
        {
            while (true)
            {
                context.Heartbeat();
                await Task.Delay(50, context.CancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            var details = context.CancellationDetails!;
            runs.Enqueue($"{context.CancelReason} (paused {details.IsPaused}, reset {details.IsReset}, canceled {details.IsCancelRequested})");
            throw;
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Pause_OfARunningActivity_StopsItUntilItIsUnpaused(ServerKind server) => RunAsync(server, 3, async (s, handle) =>
    {
        await s.Client.WorkflowService.PauseActivityAsync(new()
        {
            Namespace = s.Client.Options.Namespace, Execution = new() { WorkflowId = handle.Id }, Id = Id, Reason = "a look at it",
        });
        await Scenario.EventuallyAsync(async () =>
        {
            var pending = await PendingAsync(handle);
            Assert.True(pending.Paused);
            Assert.Equal(PendingActivityState.Paused, pending.State);
        });

        await s.Client.WorkflowService.UnpauseActivityAsync(new()
        {
            Namespace = s.Client.Options.Namespace, Execution = new() { WorkflowId = handle.Id }, Id = Id,
        });
        Assert.Equal("Paused (paused True, reset False, canceled False), then attempt 4", await handle.GetResultAsync());
    });

    [Theory, OnOurs, OnOfficial]
    public Task Reset_OfARunningActivity_StartsItAnew(ServerKind server) => RunAsync(server, 1, async (s, handle) =>
    {
        await s.Client.WorkflowService.ResetActivityAsync(new()
        {
            Namespace = s.Client.Options.Namespace, Execution = new() { WorkflowId = handle.Id }, Id = Id,
        });
        // Version 1.29.1 of the official server goes on counting from the attempt that was reset.
        var next = server == ServerKind.Official ? 2 : 1;
        Assert.Equal($"Reset (paused False, reset True, canceled False), then attempt {next}", await handle.GetResultAsync());
    });

    // Version 1.29.1 of the official server does not know a later attempt than the first any more once it is reset: the worker is told that
    // the activity is gone, and nothing happens until the heartbeat times out.
    [Theory, OnOurs]
    public Task Reset_OfALaterAttempt_StartsItAnew(ServerKind server) => RunAsync(server, 3, async (s, handle) =>
    {
        await s.Client.WorkflowService.ResetActivityAsync(new()
        {
            Namespace = s.Client.Options.Namespace, Execution = new() { WorkflowId = handle.Id }, Id = Id,
        });
        Assert.Equal("Reset (paused False, reset True, canceled False), then attempt 1", await handle.GetResultAsync());
    });

    private static Task RunAsync(ServerKind server, int worksAt, Func<Scenario, WorkflowHandle<RunOne, string>, Task> body) => Scenario.RunAsync(
        server,
        o =>
        {
            o.AddWorkflow<RunOne>().AddActivity(WorkAsync);
            o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100);
        },
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((RunOne w) => w.RunAsync(worksAt), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () =>
            {
                var pending = await PendingAsync(handle);
                Assert.Equal((PendingActivityState.Started, worksAt), (pending.State, pending.Attempt));
            });
            await body(s, handle);
        });

    private static async Task<PendingActivityInfo> PendingAsync(WorkflowHandle handle) =>
        Assert.Single((await handle.Client.Connection.WorkflowService.DescribeWorkflowExecutionAsync(new()
        {
            Namespace = "default",
            Execution = new() { WorkflowId = handle.Id },
        })).PendingActivities);
}
