using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace Temporal.DevServer.Histories;

/// <summary>A run that begins again in the middle of another.</summary>
internal sealed partial class MutableState
{
    /// <summary>Makes a run with the events before the given one, a failed workflow task and the later signals.</summary>
    /// <param name="original">The run to begin again.</param>
    /// <param name="finishEventId">The event that ended the workflow task to take back.</param>
    /// <param name="runId">The new run's id.</param>
    /// <param name="requestId">The request, by which a repetition is known.</param>
    /// <param name="reason">Why.</param>
    /// <param name="identity">Who.</param>
    /// <param name="reapplySignals">Whether signals that came later are added.</param>
    /// <param name="now">Now.</param>
    public static MutableState Reset(
        MutableState original,
        long finishEventId,
        string runId,
        string requestId,
        string reason,
        string identity,
        bool reapplySignals,
        long now)
    {
        var kept = original.History.GetRange(0, (int)finishEventId - 1);
        var state = StateRebuilder.Rebuild(original.State, kept, now);
        state.RunId = runId;
        state.StartRequestId = requestId;
        state.StartTime = now;
        state.LastResetTime = now;
        var runTimeout = Ticks.Ms(kept[0].WorkflowExecutionStartedEventAttributes.WorkflowRunTimeout);
        state.RunExpirationTime = runTimeout == 0 ? 0 : now + Ticks.FromMs(runTimeout);
        var run = new MutableState(state, kept, null) { _savedEvents = 0 };
        run.Begin(now);
        run.FailTaskForReset(original.State.RunId, reason, identity);
        if (reapplySignals)
        {
            foreach (var later in original.History.Skip((int)finishEventId - 1).Concat(original.State.BufferedEvents))
            {
                if (later.WorkflowExecutionSignaledEventAttributes is { } signal)
                {
                    run.Signal(
                        signal.SignalName, signal.Input, signal.Header, signal.Identity, signal.RequestId,
                        signal.ExternalWorkflowExecution, later.Links);
                }
            }
        }

        run.ScheduleWorkflowTask();
        run.Effects.AddRange(run.OutstandingEffects().Where(e => e.Kind != EffectKind.WorkflowTask));
        return run;
    }

    /// <summary>Notes in a closed or closing run that another took its place.</summary>
    public void SetResetRun(string runId) => State.ResetRunId = runId;

    private void FailTaskForReset(string baseRunId, string reason, string identity)
    {
        if (State.WorkflowTask is not { } task)
        {
            return;
        }

        if (task.StartedEventId == 0)
        {
            StartWorkflowTask(identity, "");
        }

        var failed = NewEvent(EventType.WorkflowTaskFailed);
        failed.WorkflowTaskFailedEventAttributes = new WorkflowTaskFailedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Cause = WorkflowTaskFailedCause.ResetWorkflow,
            Failure = new Failure { Message = reason, ResetWorkflowFailureInfo = new ResetWorkflowFailureInfo() },
            Identity = identity,
            BaseRunId = baseRunId,
            NewRunId = State.RunId,
        };
        AddRaw(failed);
        State.WorkflowTask = null;
    }
}
