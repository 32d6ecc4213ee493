using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>
/// One of everything: start, signals, timer, activity with a retry, update, child, schedule, reset. Callers repeat what
/// was UNAVAILABLE, as every Temporal SDK does, and note what was acknowledged.
/// </summary>
internal sealed class MixedScenario(TestServer server, string id)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Answers that a caller must never get.</summary>
    public ConcurrentQueue<string> Unclean { get; } = new();

    /// <summary>Answers that told the caller to try again.</summary>
    public int Refused { get; private set; }

    public string? RunId { get; private set; }

    public string? ResetRunId { get; private set; }

    public List<string> Signals { get; } = [];

    public string? UpdateOutcome { get; private set; }

    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var worker = new ScenarioWorker(server, this, stop.Token);
        var work = Task.WhenAll(worker.RunWorkflowsAsync(), worker.RunWorkflowsAsync(), worker.RunActivitiesAsync());
        try
        {
            RunId = (await Repeat(() => StartAsync(id))).RunId;
            await SignalAsync("first");
            await Repeat(CreateScheduleAsync);
            var update = await Repeat(UpdateAsync);
            UpdateOutcome = update.Outcome.Success.Payloads_[0].Data.ToStringUtf8();
            await SignalAsync("second");
            await SignalAsync(ScenarioWorker.Finish);
            await ClosedAsync(id, RunId);
            ResetRunId = (await Repeat(() => ResetAsync(RunId))).RunId;
            await SignalAsync(ScenarioWorker.Finish + "-again");
            await ClosedAsync(id, ResetRunId);
            await ClosedAsync(id + "-scheduled", "");
        }
        finally
        {
            await stop.CancelAsync();
            await work;
        }
    }

    /// <summary>After a restart: what was acknowledged is there, once, and nothing is half there.</summary>
    public async Task CheckAsync(TestServer again)
    {
        var history = await again.HistoryAsync(id, RunId!);
        AssertWhole(history);
        var signals = history.Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes.SignalName).ToList();
        Assert.Equal(["first", "second", ScenarioWorker.Finish], signals);
        Assert.Equal("done", UpdateOutcome);
        Assert.Single(history, e => e.EventType == EventType.WorkflowExecutionUpdateCompleted);
        Assert.Single(history, e => e.EventType == EventType.ActivityTaskCompleted);
        Assert.Single(history, e => e.EventType == EventType.TimerFired);
        Assert.Single(history, e => e.EventType == EventType.ChildWorkflowExecutionStarted);
        Assert.Single(history, e => e.EventType == EventType.ChildWorkflowExecutionCompleted);
        Assert.Equal(EventType.WorkflowExecutionCompleted, history[^1].EventType);

        var reset = await again.HistoryAsync(id, ResetRunId!);
        AssertWhole(reset);
        Assert.Equal(EventType.WorkflowExecutionCompleted, reset[^1].EventType);
        var child = await again.HistoryAsync(id + "-child");
        AssertWhole(child);
        Assert.Equal(EventType.WorkflowExecutionCompleted, child[^1].EventType);
        var schedule = await again.CallAsync(
            "DescribeSchedule",
            new DescribeScheduleRequest { Namespace = TestServer.Namespace, ScheduleId = id + "-schedule" },
            DescribeScheduleResponse.Parser);
        Assert.Equal(1, schedule.Info.ActionCount);
        Assert.Empty(Unclean);
    }

    public async Task<T> Repeat<T>(Func<Task<T>> call)
    {
        for (var until = DateTime.UtcNow + Patience; ;)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && DateTime.UtcNow < until)
            {
                Refused++;
                await Task.Delay(20);
            }
        }
    }

    private static void AssertWhole(List<Temporalio.Api.History.V1.HistoryEvent> history)
    {
        Assert.Equal(Enumerable.Range(1, history.Count).Select(i => (long)i), history.Select(e => e.EventId));
        foreach (var kind in history.GroupBy(e => e.ActivityTaskCompletedEventAttributes?.ScheduledEventId).Where(g => g.Key is not null))
        {
            Assert.Single(kind);
        }
    }

    private Task<StartWorkflowExecutionResponse> StartAsync(string workflowId) =>
        server.StartWorkflowAsync(workflowId, r => r.RequestId = workflowId);

    private async Task SignalAsync(string name)
    {
        await Repeat(() => server.SignalAsync(id, name, requestId: name));
        Signals.Add(name);
    }

    private Task<UpdateWorkflowExecutionResponse> UpdateAsync() => server.CallAsync(
        "UpdateWorkflowExecution",
        new UpdateWorkflowExecutionRequest
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = new WorkflowExecution { WorkflowId = id },
            WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
            Request = new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "set" } },
        },
        UpdateWorkflowExecutionResponse.Parser,
        Patience);

    /// <summary>Everything after the first task is done again.</summary>
    private async Task<ResetWorkflowExecutionResponse> ResetAsync(string runId)
    {
        var history = await server.HistoryAsync(id, runId);
        return await server.CallAsync(
            "ResetWorkflowExecution",
            new ResetWorkflowExecutionRequest
            {
                Namespace = TestServer.Namespace,
                WorkflowExecution = new WorkflowExecution { WorkflowId = id, RunId = runId },
                RequestId = "reset",
                Reason = "test",
                WorkflowTaskFinishEventId = history.First(e => e.EventType == EventType.WorkflowTaskCompleted).EventId,
                ResetReapplyExcludeTypes = { ResetReapplyExcludeType.Signal },
            },
            ResetWorkflowExecutionResponse.Parser);
    }

    private async Task<CreateScheduleResponse> CreateScheduleAsync()
    {
        try
        {
            return await server.CallAsync("CreateSchedule", ScheduleRequest(), CreateScheduleResponse.Parser);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // The try that seemed to fail had succeeded.
            return new CreateScheduleResponse();
        }
    }

    private CreateScheduleRequest ScheduleRequest() => new()
    {
        Namespace = TestServer.Namespace,
        ScheduleId = id + "-schedule",
        RequestId = id + "-schedule",
        InitialPatch = new SchedulePatch { TriggerImmediately = new TriggerImmediatelyRequest() },
        Schedule = new Schedule
        {
            Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromDays(300)) } } },
            Policies = new SchedulePolicies { KeepOriginalWorkflowId = true },
            Action = new ScheduleAction
            {
                StartWorkflow = new NewWorkflowExecutionInfo
                {
                    WorkflowId = id + "-scheduled",
                    WorkflowType = new WorkflowType { Name = ScenarioWorker.Simple },
                    TaskQueue = new TaskQueue { Name = TestServer.Queue },
                },
            },
        },
    };

    private async Task ClosedAsync(string workflowId, string runId)
    {
        for (var until = DateTime.UtcNow + Patience; ;)
        {
            try
            {
                await Repeat(() => server.CloseEventAsync(workflowId, runId)).WaitAsync(Patience);
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound && DateTime.UtcNow < until)
            {
                // The schedule has not started it yet.
                await Task.Delay(20);
            }
        }
    }
}
