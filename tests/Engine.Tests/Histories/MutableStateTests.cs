using OpsFlow.Engine.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using ProtocolMessage = Temporalio.Api.Protocol.V1.Message;

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
    public void Signal_WhileTaskRuns_IsWrittenAfterCompletionAndMakesATask()
    {
        var run = StartedRun();

        Transition(run, r => r.Signal("s", null, null, "", "r1"));
        Assert.Equal(3, run.History.Count);
        Complete(run);

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
                EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled,
            ],
            Types(run));
    }

    [Fact]
    public void Signal_SameRequestTwice_IsAddedOnce()
    {
        var run = NewRun();

        Transition(run, r => Assert.True(r.Signal("s", null, null, "", "r1")));
        Transition(run, r => Assert.False(r.Signal("s", null, null, "", "r1")));

        Assert.Single(Types(run), EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public void Complete_WithAnUnseenSignal_IsRefused()
    {
        var run = StartedRun();
        Transition(run, r => r.Signal("s", null, null, "", ""));

        var error = Assert.Throws<CommandException>(() => Complete(run, Commands.Complete()));
        run.Rollback();
        Transition(run, r => r.FailWorkflowTask(error.Cause, null, "w"));

        Assert.Equal(WorkflowTaskFailedCause.UnhandledCommand, error.Cause);
        Assert.Equal(
            [EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled],
            Types(run).Skip(3));
        Assert.Equal(1, run.State.WorkflowTask.Attempt);
    }

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
    public void StartWorkflowTask_NewsSinceTheFailure_IsAnOrdinaryTaskAgain()
    {
        var run = StartedRun();
        Transition(run, r => r.FailWorkflowTask(WorkflowTaskFailedCause.NonDeterministicError, null, "w"));
        Transition(run, r => r.Signal("s", null, null, "", ""));
        Transition(run, r => r.StartWorkflowTask("w", ""));

        Assert.Equal(1, run.State.WorkflowTask.Attempt);
        Assert.Equal(
            [
                EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled,
                EventType.WorkflowTaskStarted,
            ],
            Types(run).Skip(3));
    }

    [Fact]
    public void FireDueTimers_TaskNotAnswered_TimesItOutAndTriesAgain()
    {
        var run = StartedRun();

        _now += TimeSpan.FromSeconds(10).Ticks;
        Assert.Equal(_now, run.NextWakeTime());
        Transition(run, r => r.FireDueTimers());

        Assert.Equal(EventType.WorkflowTaskTimedOut, Types(run)[^1]);
        Assert.Equal(2, run.State.WorkflowTask.Attempt);
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
    public void CancelTimer_Unknown_IsABadCommand()
    {
        var run = StartedRun();

        var error = Assert.Throws<CommandException>(() => Complete(run, Commands.CancelTimer("none")));

        Assert.Equal(WorkflowTaskFailedCause.BadCancelTimerAttributes, error.Cause);
    }

    [Fact]
    public void Activity_RetriedAndCompleted_LeavesOneStartedEventWithTheLastAttempt()
    {
        var run = StartedRun();
        Complete(run, Commands.Activity("a"));
        var activity = run.FindActivity("a")!;
        Transition(run, r => r.StartActivity(activity, "w", ""));
        Transition(run, r => r.FailActivity(activity, new Failure { Message = "first" }, "w"));
        Assert.Equal(_now + TimeSpan.TicksPerSecond, run.NextWakeTime());
        _now += TimeSpan.TicksPerSecond;
        Transition(run, r => r.FireDueTimers());
        Assert.Contains(run.Effects, e => e.Kind == EffectKind.Activity);
        Transition(run, r => r.StartActivity(activity, "w", ""));

        Transition(run, r => r.CompleteActivity(activity, null, "w"));

        Assert.Equal(
            [EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted, EventType.WorkflowTaskScheduled],
            Types(run).TakeLast(3));
        var started = run.History[^3].ActivityTaskStartedEventAttributes;
        Assert.Equal(2, started.Attempt);
        Assert.Equal("first", started.LastFailure.Message);
    }

    [Fact]
    public void CancelActivity_ThatNobodyTook_EndsItAtOnce()
    {
        var run = StartedRun();
        Complete(run, Commands.Activity("a"), Commands.CancelActivity(5));

        Assert.Equal(
            [
                EventType.ActivityTaskScheduled, EventType.ActivityTaskCancelRequested, EventType.ActivityTaskCanceled,
                EventType.WorkflowTaskScheduled,
            ],
            Types(run).TakeLast(4));
        Assert.Equal(0, run.History[^2].ActivityTaskCanceledEventAttributes.StartedEventId);
    }

    [Fact]
    public void ScheduleActivity_SameIdTwice_IsABadCommand()
    {
        var run = StartedRun();

        var error = Assert.Throws<CommandException>(() => Complete(run, Commands.Activity("a"), Commands.Activity("a")));
        run.Rollback();

        Assert.Equal(WorkflowTaskFailedCause.ScheduleActivityDuplicateId, error.Cause);
        Assert.Equal(3, run.History.Count);
        Assert.Empty(run.State.Activities);
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
    public void Terminate_WithATaskStarted_FailsTheTaskFirst()
    {
        var run = StartedRun();

        Transition(run, r => r.Terminate("why", null, "me"));

        Assert.Equal(
            [EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTerminated], Types(run).TakeLast(2));
        Assert.Equal(
            WorkflowTaskFailedCause.ForceCloseCommand, run.History[^2].WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(0, run.NextWakeTime());
    }

    [Fact]
    public void Update_Rejected_LeavesNothing()
    {
        var run = IdleRun();
        var length = run.History.Count;
        Admit(run, "u");
        Transition(run, r => r.StartWorkflowTask("w", ""));
        Assert.Single(run.TakeUpdateMessages());

        var request = new RespondWorkflowTaskCompletedRequest();
        request.Messages.Add(Message("u", new Rejection { Failure = new Failure { Message = "no" } }));
        run.Begin(_now);
        var result = run.CompleteWorkflowTask(request, Rules);

        Assert.True(result.NothingWritten);
        Assert.Equal(length, run.History.Count);
        Assert.Contains(run.Effects, e => e.Kind == EffectKind.UpdateCompleted && e.Data!.Failure.Message == "no");
    }

    [Fact]
    public void Update_AcceptedAndCompleted_IsInTheHistory()
    {
        var run = IdleRun();
        Admit(run, "u");
        Transition(run, r => r.StartWorkflowTask("w", ""));
        var sequencing = run.TakeUpdateMessages()[0].EventId;

        var request = new RespondWorkflowTaskCompletedRequest();
        request.Messages.Add(Message("u", new Acceptance { AcceptedRequestSequencingEventId = sequencing }, "m1"));
        request.Messages.Add(Message("u", new Response { Outcome = new Outcome { Success = new Payloads() } }, "m2"));
        request.Commands.Add(Protocol("m1"));
        request.Commands.Add(Protocol("m2"));
        Transition(run, r => r.CompleteWorkflowTask(request, Rules));

        Assert.Equal(
            [
                EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted,
                EventType.WorkflowExecutionUpdateAccepted, EventType.WorkflowExecutionUpdateCompleted,
            ],
            Types(run).TakeLast(5));
        Assert.Equal(EventType.WorkflowTaskScheduled, run.Event(sequencing).EventType);
        Assert.NotNull(run.UpdateOutcome("u"));
    }

    [Fact]
    public void Update_ThenASignal_MakesTheTaskAnOrdinaryOne()
    {
        var run = IdleRun();
        Admit(run, "u");

        Transition(run, r => r.Signal("s", null, null, "", ""));

        Assert.False(run.State.WorkflowTask.Speculative);
        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled], Types(run).TakeLast(2));
    }

    [Fact]
    public void Fail_WithARetryPolicy_StartsTheNextRunAtLeastASecondAfterTheLast()
    {
        var run = StartedRun(new RetryPolicy { InitialInterval = Ticks.DurationMs(10), MaximumAttempts = 2 });
        _now += TimeSpan.TicksPerMillisecond * 100;
        Complete(run, new Command
        {
            CommandType = CommandType.FailWorkflowExecution,
            FailWorkflowExecutionCommandAttributes = new FailWorkflowExecutionCommandAttributes { Failure = new Failure() },
        });

        var next = Assert.Single(run.NewRuns);
        Assert.Equal(2, next.State.Attempt);
        Assert.Equal(Start + TimeSpan.TicksPerSecond, next.State.FirstTaskTime);
        Assert.Equal([EventType.WorkflowExecutionStarted], Types(next));
        Assert.Equal(
            next.State.RunId, run.History[^1].WorkflowExecutionFailedEventAttributes.NewExecutionRunId);
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

    [Fact]
    public void Reset_AfterSignals_KeepsThem()
    {
        var run = StartedRun();
        Complete(run, Commands.Activity("a"));
        Transition(run, r => r.Signal("s", null, null, "", "r"));

        var reset = MutableState.Reset(
            run, 4, run.History.Skip(3), new ResetWorkflowExecutionRequest { Reason = "because" }, "new",
            new MutableState.Reapplied(Signals: true, Updates: true), _now);

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
                EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled,
            ],
            Types(reset));
        Assert.Equal(
            WorkflowTaskFailedCause.ResetWorkflow, reset.Event(4).WorkflowTaskFailedEventAttributes.Cause);
    }

    private static List<EventType> Types(MutableState run) => [.. run.History.Select(e => e.EventType)];

    private static Command Protocol(string messageId) => new()
    {
        CommandType = CommandType.ProtocolMessage,
        ProtocolMessageCommandAttributes = new ProtocolMessageCommandAttributes { MessageId = messageId },
    };

    private static ProtocolMessage Message(string updateId, Google.Protobuf.IMessage body, string id = "m") => new()
    {
        Id = id,
        ProtocolInstanceId = updateId,
        Body = Google.Protobuf.WellKnownTypes.Any.Pack(body),
    };

    [Fact]
    public void Keep_ThenSave_SavesWhatWasKeptToo()
    {
        var run = NewRun();
        run.Begin(_now);
        run.StartWorkflowTask("w", "");
        run.Keep();
        Assert.Equal((0, 1), (run.NewEventCount, run.UnsavedEventCount));

        run.Begin(_now);
        run.CompleteWorkflowTask(new RespondWorkflowTaskCompletedRequest { Identity = "w" }, Rules);
        var (_, events) = run.Save();

        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted], events.Select(e => e.EventType));
        Assert.Equal((0, 0), (run.NewEventCount, run.UnsavedEventCount));
    }

    [Fact]
    public void Rollback_AfterKeep_ReturnsToWhatWasKept()
    {
        var run = NewRun();
        run.Begin(_now);
        run.StartWorkflowTask("w", "");
        run.Keep();
        run.Begin(_now);
        run.CompleteWorkflowTask(new RespondWorkflowTaskCompletedRequest { Identity = "w" }, Rules);

        run.Rollback();

        Assert.Equal(EventType.WorkflowTaskStarted, run.History[^1].EventType);
        Assert.True(run.HasStartedWorkflowTask);
        Assert.Equal((0, 1), (run.NewEventCount, run.UnsavedEventCount));
    }

    private MutableState NewRun(RetryPolicy? retry = null)
    {
        var run = MutableState.Start(
            new StartInput
            {
                Namespace = "n",
                WorkflowId = "w",
                RunId = "r",
                WorkflowType = "T",
                TaskQueue = "q",
                RequestId = "start",
                RetryPolicy = retry,
            },
            _now);
        run.ScheduleFirstWorkflowTask();
        run.Save();
        return run;
    }

    private MutableState StartedRun(RetryPolicy? retry = null)
    {
        var run = NewRun(retry);
        Transition(run, r => r.StartWorkflowTask("w", ""));
        return run;
    }

    private MutableState IdleRun()
    {
        var run = StartedRun();
        Complete(run);
        return run;
    }

    private void Admit(MutableState run, string id) => Transition(run, r => r.AdmitUpdate(new Request
    {
        Meta = new Meta { UpdateId = id },
        Input = new Input { Name = "set" },
    }));

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
