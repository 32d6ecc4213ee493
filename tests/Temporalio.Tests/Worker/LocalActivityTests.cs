using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

public class LocalActivityTests
{
    private static readonly LocalActivityOptions Short = new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) };

    [Activity]
    public static string Echo(string word) => $"local {word} {ActivityExecutionContext.Current.Info.IsLocal}";

    [Activity]
    public static async Task<int> DelayedAsync(int ms)
    {
        await Task.Delay(ms);
        return ms;
    }

    [Activity]
    public static string FailUntil(int attempt) => ActivityExecutionContext.Current.Info.Attempt < attempt
        ? throw new ApplicationFailureException("Not yet", "NotYet")
        : $"attempt {ActivityExecutionContext.Current.Info.Attempt}";

    [Workflow]
    public class Sequence
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var a = await Workflow.ExecuteLocalActivityAsync(() => Echo("a"), Short);
            await Workflow.DelayAsync(1);
            var b = await Workflow.ExecuteLocalActivityAsync(() => Echo("b"), Short);
            return $"{a},{b}";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Local_InSequence_LeavesMarkersOnly(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Sequence>().AddActivity(Echo),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Sequence wf) => wf.RunAsync(), s.NewWorkflow());
            Assert.Equal("local a True,local b True", await handle.GetResultAsync());
            var events = (await handle.FetchHistoryAsync()).Events;
            Assert.Equal(2, events.Count(e => e.EventType == EventType.MarkerRecorded));
            Assert.DoesNotContain(events, e => e.EventType == EventType.ActivityTaskScheduled);
        });

    // What the workflow has seen, so that an activity ends only after the one before it was resolved.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Seen = new();

    [Activity]
    public static async Task<int> AfterAsync(int number, int previous)
    {
        // Looked for, not awaited: workflow code may not complete a task that lives outside its scheduler.
        while (previous > 0 && !Seen.ContainsKey($"{ActivityExecutionContext.Current.Info.WorkflowId}:{previous}"))
        {
            await Task.Delay(5, ActivityExecutionContext.Current.CancellationToken);
        }

        return number;
    }

    [Workflow]
    public class Race
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var order = new List<int>();
            async Task OneAsync(int number, int previous)
            {
                order.Add(await Workflow.ExecuteLocalActivityAsync(() => AfterAsync(number, previous), Short));
                Seen[$"{Workflow.Info.WorkflowId}:{number}"] = true;
                if (number == 1)
                {
                    await Workflow.DelayAsync(1);
                }
            }

            await Workflow.WhenAllAsync(OneAsync(3, 2), OneAsync(1, 0), OneAsync(2, 1));
            return string.Join(",", order);
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Local_Concurrent_ResolveInOrderOfTheirEnd(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Race>().AddActivity(AfterAsync),
        async s => Assert.Equal(
            "1,2,3", await s.Client.ExecuteWorkflowAsync((Race wf) => wf.RunAsync(), s.NewWorkflow())));

    [Workflow]
    public class Retried
    {
        [WorkflowRun]
        public Task<string> RunAsync(int attempt, int maxAttempts, int thresholdMs) => Workflow.ExecuteLocalActivityAsync(
            () => FailUntil(attempt),
            new()
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(10),
                LocalRetryThreshold = TimeSpan.FromMilliseconds(thresholdMs),
                RetryPolicy = new()
                {
                    MaximumAttempts = maxAttempts,
                    InitialInterval = TimeSpan.FromMilliseconds(100),
                    BackoffCoefficient = 1,
                },
            });
    }

    [Theory, OnOurs, OnOfficial]
    public Task Local_FailsTwice_IsRetriedInMemory(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Retried>().AddActivity(FailUntil),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Retried wf) => wf.RunAsync(3, 0, 60000), s.NewWorkflow());
            Assert.Equal("attempt 3", await handle.GetResultAsync());
            Assert.DoesNotContain(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerStarted);
        });

    [Theory, OnOurs, OnOfficial]
    public Task Local_BackoffBeyondThreshold_BecomesATimer(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Retried>().AddActivity(FailUntil),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Retried wf) => wf.RunAsync(3, 0, 10), s.NewWorkflow());
            Assert.Equal("attempt 3", await handle.GetResultAsync());
            Assert.Equal(2, (await handle.FetchHistoryAsync()).Events.Count(e => e.EventType == EventType.TimerStarted));
        });

    [Theory, OnOurs, OnOfficial]
    public Task Local_AttemptsUsedUp_FailsAsAnActivity(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Retried>().AddActivity(FailUntil),
        async s =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (Retried wf) => wf.RunAsync(9, 2, 60000), s.NewWorkflow()));
            var activity = Assert.IsType<ActivityFailureException>(failed.InnerException);
            Assert.Equal("NotYet", Assert.IsType<ApplicationFailureException>(activity.InnerException).ErrorType);
        });

    [Workflow]
    public class Long
    {
        private int _signals;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var ms = await Workflow.ExecuteLocalActivityAsync(
                () => DelayedAsync(7000), new() { StartToCloseTimeout = TimeSpan.FromSeconds(60) });
            return $"{ms} {_signals}";
        }

        [WorkflowSignal]
        public async Task PokeAsync() => _signals++;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Local_LongerThanTheTask_KeepsTheTaskAlive(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Long>().AddActivity(DelayedAsync),
        async s =>
        {
            var options = s.NewWorkflow();
            // A fifth of it is what a machine may pause before the task is lost and the activity begins again.
            options.TaskTimeout = TimeSpan.FromSeconds(5);
            var handle = await s.Client.StartWorkflowAsync((Long wf) => wf.RunAsync(), options);
            await handle.SignalAsync(wf => wf.PokeAsync());
            Assert.Equal("7000 1", await handle.GetResultAsync());
            // Prolonged at least once: the task that has the marker is not the first that was completed.
            var before = (await handle.FetchHistoryAsync()).Events.TakeWhile(e => e.EventType != EventType.MarkerRecorded);
            Assert.True(before.Count(e => e.EventType == EventType.WorkflowTaskCompleted) >= 2);
        });

    [Workflow]
    public class Canceled
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            using var source = new CancellationTokenSource();
            var activity = Workflow.ExecuteLocalActivityAsync(
                () => DelayedAsync(20000), new() { StartToCloseTimeout = TimeSpan.FromSeconds(60), CancellationToken = source.Token });
            await Workflow.ExecuteLocalActivityAsync(() => DelayedAsync(1), Short);
            source.Cancel();
            try
            {
                await activity;
                return "not canceled";
            }
            catch (ActivityFailureException e) when (e.InnerException is CanceledFailureException)
            {
                return "canceled";
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Local_Canceled_GoesOnAtOnce(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Canceled>().AddActivity(DelayedAsync),
        async s => Assert.Equal(
            "canceled", await s.Client.ExecuteWorkflowAsync((Canceled wf) => wf.RunAsync(), s.NewWorkflow())));

    [Workflow]
    public class Abandoning
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            _ = Workflow.ExecuteLocalActivityAsync(() => CountedAsync(), Short);
            return "ended first";
        }
    }

    private static int counted;

    [Activity]
    internal static async Task CountedAsync()
    {
        Interlocked.Increment(ref counted);
        await Task.Yield();
    }

    [Theory, OnOurs, OnOfficial]
    public Task Local_OfAWorkflowThatEnds_IsNotRun(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Abandoning>().AddActivity(CountedAsync),
        async s =>
        {
            Assert.Equal(
                "ended first", await s.Client.ExecuteWorkflowAsync((Abandoning wf) => wf.RunAsync(), s.NewWorkflow()));
            Assert.Equal(0, counted);
        });
}
