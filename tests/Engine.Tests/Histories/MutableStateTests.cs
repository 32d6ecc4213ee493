using OpsFlow.Engine.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Failure.V1;

namespace OpsFlow.Engine.Tests.Histories;

/// <summary>The state machine by itself: no server, no disk, no clock.</summary>
public class MutableStateTests
{
    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly CommandRules Rules = new()
    {
        CheckSearchAttributes = _ => null,
        NamespaceExists = _ => true,
        NamespaceId = name => name,
    };

    private long _now = Start;

    [Fact]
    public void FailWorkflowTask_Repeatedly_RecordsOnlyTheFirstAndTheLast()
    {
        var run = StartedRun();
        for (var i = 0; i < 3; i++)
        {
            Transition(run, r => r.FailWorkflowTask(WorkflowTaskFailedCause.NonDeterministicError, null, "w"));
            Transition(run, r => r.StartWorkflowTask("w", ""));
        }

        Assert.Equal(2, run.UnwrittenTaskEvents().Count());
        Complete(run, Commands.Complete());

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
                EventType.WorkflowTaskFailed, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
                EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionCompleted,
            ],
            Types(run));
        Assert.Equal(4, run.Event(5).WorkflowTaskScheduledEventAttributes.Attempt);
    }

    [Fact]
    public void CancelTimer_ThatFiredWhileDeciding_ForgetsTheFiring()
    {
        var run = StartedRun();
        Complete(run, Commands.Timer("t", TimeSpan.FromSeconds(1)));
        Transition(run, r => r.Signal("s", null, null, "", ""));
        Transition(run, r => r.StartWorkflowTask("w", ""));
        _now += TimeSpan.FromSeconds(2).Ticks;
        Transition(run, r => r.FireDueTimers());

        Complete(run, Commands.CancelTimer("t"), Commands.Complete());

        Assert.DoesNotContain(EventType.TimerFired, Types(run));
        Assert.Equal([EventType.TimerCanceled, EventType.WorkflowExecutionCompleted], Types(run).TakeLast(2));
    }

    [Fact]
    public void ResultsWhileDeciding_ComeAfterSignals()
    {
        var run = StartedRun();
        Complete(run, Commands.Activity("a"));
        Transition(run, r => r.Signal("one", null, null, "", ""));
        Transition(run, r => r.StartWorkflowTask("w", ""));
        var activity = run.FindActivity("a")!;
        Transition(run, r => r.StartActivity(activity, "w", ""));
        Transition(run, r => r.CompleteActivity(activity, null, "w"));
        Transition(run, r => r.Signal("two", null, null, "", ""));

        Complete(run);

        Assert.Equal(
            [
                EventType.ActivityTaskStarted, EventType.WorkflowExecutionSignaled, EventType.ActivityTaskCompleted,
                EventType.WorkflowTaskScheduled,
            ],
            Types(run).TakeLast(4));
        Assert.Equal(
            run.History[^4].EventId, run.History[^2].ActivityTaskCompletedEventAttributes.StartedEventId);
    }

    [Fact]
    public void Rebuild_OfTheWholeHistory_FindsTheSamePendingThings()
    {
        var run = StartedRun();
        Complete(run, Commands.Activity("a"), Commands.Activity("b"), Commands.Timer("t", TimeSpan.FromHours(1)));
        var activity = run.FindActivity("a")!;
        Transition(run, r => r.StartActivity(activity, "w", ""));
        Transition(run, r => r.CompleteActivity(activity, null, "w"));

        var rebuilt = StateRebuilder.Rebuild(run.State, run.History, _now);

        Assert.Equal(run.State.NextEventId, rebuilt.NextEventId);
        Assert.Equal(run.State.HistorySize, rebuilt.HistorySize);
        Assert.Equal("b", Assert.Single(rebuilt.Activities).Value.ActivityId);
        Assert.Equal(run.State.Timers["t"].FireTime, rebuilt.Timers["t"].FireTime);
        Assert.Equal(run.State.LastCompletedTaskStartedEventId, rebuilt.LastCompletedTaskStartedEventId);
        Assert.Equal(run.State.WorkflowTask.ScheduledEventId, rebuilt.WorkflowTask.ScheduledEventId);
    }

    private static List<EventType> Types(MutableState run) => [.. run.History.Select(e => e.EventType)];

    private MutableState NewRun()
    {
        var run = Runs.New("w", _now);
        run.Save();
        return run;
    }

    private MutableState StartedRun()
    {
        var run = NewRun();
        Transition(run, r => r.StartWorkflowTask("w", ""));
        return run;
    }

    private void Transition(MutableState run, Action<MutableState> change)
    {
        run.Begin(_now);
        change(run);
        run.Save();
    }

    private void Complete(MutableState run, params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { Identity = "w" };
        request.Commands.Add(commands);
        Transition(run, r => r.CompleteWorkflowTask(request, Rules));
    }
}
