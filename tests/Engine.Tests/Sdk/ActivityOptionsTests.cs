using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What an activity's options and arguments bring about.</summary>
public class ActivityOptionsTests
{
    public class Acts
    {
        private int _calls;

        [Activity]
        public async Task<int> CallsAsync(string kind)
        {
            var calls = Interlocked.Increment(ref _calls);
            switch (kind)
            {
                case "own-delay" when calls == 1:
                    throw new ApplicationFailureException("first", nextRetryDelay: TimeSpan.FromMilliseconds(10));
                case "typed":
                    throw new ApplicationFailureException("typed", errorType: "MyType");
            }

            return calls;
        }
    }

    [Workflow]
    public class Runs
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            var options = new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(10) };
            switch (kind)
            {
                case "schedule-to-start":
                    options.TaskQueue = $"nobody-{Workflow.NewGuid()}";
                    options.ScheduleToStartTimeout = TimeSpan.FromMilliseconds(200);
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("x"), options);
                    break;
                case "own-delay":
                    options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMinutes(10) };
                    return $"{await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync(kind), options)}";
                case "typed":
                    options.RetryPolicy = new() { NonRetryableErrorTypes = ["MyType"] };
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync(kind), options);
                    break;
                case "labels":
                    options.ActivityId = "my-id";
                    options.Summary = "my summary";
                    options.Priority = new(1);
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("x"), options);
                    break;
            }

            return "";
        }
    }

    private static async Task<T> RunAsync<T>(ServerKind server, Func<Scenario, Task<T>> body)
    {
        T result = default!;
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Runs>().AddAllActivities(new Acts()),
            async s => result = await body(s));
        return result;
    }

    private static Task<string> ResultAsync(ServerKind server, string kind) => RunAsync(
        server, s => s.Client.ExecuteWorkflowAsync((Runs wf) => wf.RunAsync(kind), s.NewWorkflow()));

    private static Task<Exception> FailureAsync(ServerKind server, string kind) => RunAsync(server, async s =>
    {
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(
            () => s.Client.ExecuteWorkflowAsync((Runs wf) => wf.RunAsync(kind), s.NewWorkflow()));
        return Assert.IsType<ActivityFailureException>(error.InnerException).InnerException!;
    });

    [Theory, OnOurs, OnOfficial]
    public async Task Options_ScheduleToStart_TimesOut(ServerKind server) => Assert.Equal(
        TimeoutType.ScheduleToStart,
        Assert.IsType<TimeoutFailureException>(await FailureAsync(server, "schedule-to-start")).TimeoutType);

    [Theory, OnOurs, OnOfficial]
    public async Task Failure_WithItsOwnDelay_OverridesThePolicy(ServerKind server) =>
        Assert.Equal("2", await ResultAsync(server, "own-delay"));

    [Theory, OnOurs, OnOfficial]
    public async Task Failure_OfANonRetryableType_IsNotRetried(ServerKind server) =>
        Assert.Equal(
            "MyType", Assert.IsType<ApplicationFailureException>(await FailureAsync(server, "typed")).ErrorType);

    [Theory, OnOurs, OnOfficial]
    public async Task Options_IdSummaryPriority_AreInTheHistory(ServerKind server) => await RunAsync(server, async s =>
    {
        var handle = await s.Client.StartWorkflowAsync((Runs wf) => wf.RunAsync("labels"), s.NewWorkflow());
        await handle.GetResultAsync();
        var scheduled = (await handle.FetchHistoryAsync()).Events.Single(
            e => e.ActivityTaskScheduledEventAttributes is not null);
        Assert.Equal("my-id", scheduled.ActivityTaskScheduledEventAttributes.ActivityId);
        Assert.Equal("\"my summary\"", scheduled.UserMetadata.Summary.Data.ToStringUtf8());
        Assert.Equal(1, scheduled.ActivityTaskScheduledEventAttributes.Priority.PriorityKey);
        return true;
    });
}
