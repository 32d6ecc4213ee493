using System.Collections.Concurrent;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What an activity's options and arguments bring about.</summary>
public class ActivityOptionsTests
{
    public record Input(string Kind, int Number = 0);

    public class Acts
    {
        private int _calls;

        [Activity]
        public async Task<ActivityInfo> InfoAsync() => ActivityExecutionContext.Current.Info with { DataConverter = null! };

        [Activity]
        public async Task<int> CallsAsync(string kind)
        {
            var calls = Interlocked.Increment(ref _calls);
            switch (kind)
            {
                case "hang":
                    await Task.Delay(Timeout.Infinite, ActivityExecutionContext.Current.CancellationToken);
                    break;
                case "own-delay" when calls == 1:
                    throw new ApplicationFailureException("first", nextRetryDelay: TimeSpan.FromMilliseconds(10));
                case "typed":
                    throw new ApplicationFailureException("typed", errorType: "MyType");
                case "always":
                    throw new InvalidOperationException("always", new ArgumentException("inner"));
                case "benign":
                    throw new ApplicationFailureException("benign", category: ApplicationErrorCategory.Benign, nonRetryable: true);
                case "not-serializable":
                    throw new ApplicationFailureException("details", details: [new { A = 1 }], nonRetryable: true);
            }

            return calls;
        }

        [Activity]
        public byte[]? Bytes(byte[]? bytes) => bytes;

        [Activity]
        public WorkflowType Proto(WorkflowType type) => new() { Name = type.Name + "!" };

        [Activity]
        public Dictionary<string, List<int?>> Nested(Dictionary<string, List<int?>> value) => value;

        [Activity]
        public string Optional(string a, string b = "default", int? c = null) => $"{a} {b} {c}";

        [Activity]
        public IReadOnlyCollection<string> Many(params string[] words) => words;

        [Activity]
        public async Task SignalAsync() => await ActivityExecutionContext.Current.TemporalClient
            .GetWorkflowHandle(ActivityExecutionContext.Current.Info.WorkflowId!).SignalAsync("Poke", []);

        [Activity("other name")]
        public int Renamed() => 5;
    }

    [Workflow]
    public class Runs
    {
        private int _pokes;

        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            var options = new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(10) };
            switch (kind)
            {
                case "no-timeout":
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("x"), new());
                    break;
                case "schedule-to-start":
                    options.TaskQueue = $"nobody-{Workflow.NewGuid()}";
                    options.ScheduleToStartTimeout = TimeSpan.FromMilliseconds(200);
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("x"), options);
                    break;
                case "start-to-close":
                    options.StartToCloseTimeout = TimeSpan.FromMilliseconds(300);
                    options.RetryPolicy = new() { MaximumAttempts = 1 };
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("hang"), options);
                    break;
                case "schedule-to-close":
                    options = new() { ScheduleToCloseTimeout = TimeSpan.FromMilliseconds(400) };
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("hang"), options);
                    break;
                case "own-delay":
                    options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMinutes(10) };
                    return $"{await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync(kind), options)}";
                case "typed":
                    options.RetryPolicy = new() { NonRetryableErrorTypes = ["MyType"] };
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync(kind), options);
                    break;
                case "always":
                    options.RetryPolicy = new() { MaximumAttempts = 3, InitialInterval = TimeSpan.FromMilliseconds(5) };
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync(kind), options);
                    break;
                case "benign":
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync(kind), options);
                    break;
                case "labels":
                    options.ActivityId = "my-id";
                    options.Summary = "my summary";
                    options.Priority = new(1);
                    await Workflow.ExecuteActivityAsync((Acts a) => a.CallsAsync("x"), options);
                    break;
                case "signal":
                    await Workflow.ExecuteActivityAsync((Acts a) => a.SignalAsync(), options);
                    await Workflow.WaitConditionAsync(() => _pokes > 0);
                    break;
                case "values":
                    return await ValuesAsync(options);
                case "names":
                    return $"{await Workflow.ExecuteActivityAsync((Acts a) => a.Renamed(), options)}"
                        + $"{await Workflow.ExecuteActivityAsync<int>("other name", [], options)}";
            }

            return "";
        }

        [WorkflowSignal]
        public async Task PokeAsync() => _pokes++;

        private static async Task<string> ValuesAsync(ActivityOptions options)
        {
            var bytes = await Workflow.ExecuteActivityAsync((Acts a) => a.Bytes(new byte[] { 1, 2 }), options);
            var none = await Workflow.ExecuteActivityAsync((Acts a) => a.Bytes(null), options);
            var proto = await Workflow.ExecuteActivityAsync((Acts a) => a.Proto(new() { Name = "n" }), options);
            var value = new Dictionary<string, List<int?>> { ["k"] = [1, null] };
            var nested = await Workflow.ExecuteActivityAsync((Acts a) => a.Nested(value), options);
            var optional = await Workflow.ExecuteActivityAsync<string>("Optional", ["a"], options);
            var many = await Workflow.ExecuteActivityAsync((Acts a) => a.Many("x", "y"), options);
            return $"{bytes!.Length} {none is null} {proto.Name} {nested["k"].Count} {nested["k"][1] is null} {optional} {many.Count}";
        }
    }

    private static async Task<T> RunAsync<T>(ServerKind server, Func<Scenario, Task<T>> body)
    {
        T result = default!;
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Runs>().AddWorkflow<AskInfo>().AddAllActivities(new Acts()),
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

    [Workflow]
    public class AskInfo
    {
        [WorkflowRun]
        public async Task<ActivityInfo> RunAsync() => await Workflow.ExecuteActivityAsync((Acts a) => a.InfoAsync(), new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(10),
            ScheduleToCloseTimeout = TimeSpan.FromSeconds(20),
            HeartbeatTimeout = TimeSpan.FromSeconds(5),
            RetryPolicy = new() { MaximumAttempts = 2 },
        });
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Options_NoTimeout_FailsTheTask(ServerKind server) => await Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Runs>().AddAllActivities(new Acts()),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Runs wf) => wf.RunAsync("no-timeout"), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () => Assert.Contains(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.WorkflowTaskFailed));
            await handle.TerminateAsync();
        },
        replay: false);

    [Theory, OnOurs, OnOfficial]
    public async Task Options_ScheduleToStart_TimesOut(ServerKind server) => Assert.Equal(
        TimeoutType.ScheduleToStart, Assert.IsType<TimeoutFailureException>(await FailureAsync(server, "schedule-to-start")).TimeoutType);

    [Theory, OnOurs, OnOfficial]
    public async Task Options_StartToClose_TimesOut(ServerKind server) => Assert.Equal(
        TimeoutType.StartToClose, Assert.IsType<TimeoutFailureException>(await FailureAsync(server, "start-to-close")).TimeoutType);

    [Theory, OnOurs, OnOfficial]
    public async Task Options_ScheduleToClose_TimesOut(ServerKind server) =>
        Assert.IsType<TimeoutFailureException>(await FailureAsync(server, "schedule-to-close"));

    [Theory, OnOurs, OnOfficial]
    public async Task Failure_WithItsOwnDelay_OverridesThePolicy(ServerKind server) =>
        Assert.Equal("2", await ResultAsync(server, "own-delay"));

    [Theory, OnOurs, OnOfficial]
    public async Task Failure_OfANonRetryableType_IsNotRetried(ServerKind server) =>
        Assert.Equal("MyType", Assert.IsType<ApplicationFailureException>(await FailureAsync(server, "typed")).ErrorType);

    [Theory, OnOurs, OnOfficial]
    public async Task Failure_OfAnyException_CarriesTypeAndCause(ServerKind server)
    {
        var failure = Assert.IsType<ApplicationFailureException>(await FailureAsync(server, "always"));
        Assert.Equal(("always", "InvalidOperationException"), (failure.Message, failure.ErrorType));
        var inner = Assert.IsType<ApplicationFailureException>(failure.InnerException);
        Assert.Equal(("inner", "ArgumentException"), (inner.Message, inner.ErrorType));
        Assert.Contains("CallsAsync", failure.StackTrace, StringComparison.Ordinal);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Failure_Benign_KeepsItsCategory(ServerKind server) => Assert.Equal(
        ApplicationErrorCategory.Benign, Assert.IsType<ApplicationFailureException>(await FailureAsync(server, "benign")).Category);

    [Theory, OnOurs, OnOfficial]
    public async Task Options_IdSummaryPriority_AreInTheHistory(ServerKind server) => await RunAsync(server, async s =>
    {
        var handle = await s.Client.StartWorkflowAsync((Runs wf) => wf.RunAsync("labels"), s.NewWorkflow());
        await handle.GetResultAsync();
        var scheduled = (await handle.FetchHistoryAsync()).Events.Single(e => e.ActivityTaskScheduledEventAttributes is not null);
        Assert.Equal("my-id", scheduled.ActivityTaskScheduledEventAttributes.ActivityId);
        Assert.Equal("\"my summary\"", scheduled.UserMetadata.Summary.Data.ToStringUtf8());
        Assert.Equal(1, scheduled.ActivityTaskScheduledEventAttributes.Priority.PriorityKey);
        return true;
    });

    [Theory, OnOurs, OnOfficial]
    public async Task Client_InAnActivity_SignalsItsWorkflow(ServerKind server) => Assert.Equal("", await ResultAsync(server, "signal"));

    [Theory, OnOurs, OnOfficial]
    public async Task Values_OfEveryKind_TravelBothWays(ServerKind server) =>
        Assert.Equal("2 True n! 2 True a default  2", await ResultAsync(server, "values"));

    [Theory, OnOurs, OnOfficial]
    public async Task Names_FromAttributes_AreUsed(ServerKind server) => Assert.Equal("55", await ResultAsync(server, "names"));

    [Theory, OnOurs, OnOfficial]
    public async Task Info_OfAnActivity_TellsOfItAndItsWorkflow(ServerKind server)
    {
        var (info, handle, queue) = await RunAsync(server, async s =>
        {
            var started = await s.Client.StartWorkflowAsync((AskInfo wf) => wf.RunAsync(), s.NewWorkflow());
            return (await started.GetResultAsync(), started, s.TaskQueue);
        });
        Assert.Equal(("1", "Info", 1), (info.ActivityId, info.ActivityType, info.Attempt));
        Assert.Equal((handle.Id, handle.ResultRunId, "AskInfo"), (info.WorkflowId, info.WorkflowRunId, info.WorkflowType));
        Assert.Equal(("default", queue, false), (info.Namespace, info.TaskQueue, info.IsLocal));
        Assert.Equal(
            (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5)),
            (info.StartToCloseTimeout, info.ScheduleToCloseTimeout, info.HeartbeatTimeout));
        Assert.Equal(2, info.RetryPolicy!.MaximumAttempts);
        Assert.NotEmpty(info.TaskToken);
        Assert.True(info.ScheduledTime <= info.StartedTime);
    }
}
