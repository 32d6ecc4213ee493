using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>A run that begins again in the middle of another.</summary>
internal sealed partial class MutableState
{
    private const string ResetIdentity = "history-service";

    /// <summary>What a reset takes over from after its point.</summary>
    /// <param name="Signals">Signals.</param>
    /// <param name="Updates">Updates that a worker had accepted.</param>
    internal readonly record struct Reapplied(bool Signals, bool Updates);

    /// <summary>
    /// Makes a run with the events before the given one, a failed workflow task and what came later from outside.
    /// </summary>
    /// <param name="original">The run to begin again.</param>
    /// <param name="finishEventId">The event that ended the workflow task to take back.</param>
    /// <param name="later">The events after it, also those of the runs that followed.</param>
    /// <param name="request">The request: its id, reason, and the options to set at last.</param>
    /// <param name="runId">The new run's id.</param>
    /// <param name="reapplied">What to take over.</param>
    /// <param name="now">Now.</param>
    public static MutableState Reset(
        MutableState original,
        long finishEventId,
        IEnumerable<HistoryEvent> later,
        ResetWorkflowExecutionRequest request,
        string runId,
        Reapplied reapplied,
        long now)
    {
        var kept = original.History.GetRange(0, (int)finishEventId - 1);
        var state = StateRebuilder.Rebuild(original.State, kept, now);
        foreach (var point in state.ResetPoints?.Points.Where(p => p.RunId == state.RunId) ?? [])
        {
            point.RunId = runId;
        }

        state.RunId = runId;
        state.StartRequestId = request.RequestId;
        state.StartTime = now;
        state.LastResetTime = now;
        var runTimeout = Ticks.Ms(kept[0].WorkflowExecutionStartedEventAttributes.WorkflowRunTimeout);
        state.RunExpirationTime = runTimeout == 0 ? 0 : now + Ticks.FromMs(runTimeout);
        var run = new MutableState(state, kept, null) { _savedEvents = 0, _keptEvents = 0 };
        run.Begin(now);
        run.FailTaskForReset(original.State.RunId, request.Reason);
        foreach (var item in later)
        {
            run.Reapply(item, reapplied);
        }

        foreach (var operation in request.PostResetOperations)
        {
            if (operation.UpdateWorkflowOptions is { } options)
            {
                run.OverrideVersion(options.WorkflowExecutionOptions?.VersioningOverride);
            }
        }

        run.RefreshVersionAttributes(state.ResetPoints?.Points.Any(p => p.BuildId.Length == 0) ?? false);
        run.ScheduleWorkflowTask();
        run.Effects.AddRange(run.OutstandingEffects().Where(e => e.Kind != EffectKind.WorkflowTask));
        return run;
    }

    private void Reapply(HistoryEvent item, Reapplied reapplied)
    {
        switch (item.EventType)
        {
            case EventType.WorkflowExecutionSignaled when reapplied.Signals:
                var signal = item.WorkflowExecutionSignaledEventAttributes;
                Signal(
                    signal.SignalName, signal.Input, signal.Header, signal.Identity, signal.RequestId,
                    null, item.Links, scheduleTask: false);
                break;
            case EventType.WorkflowExecutionUpdateAdmitted when reapplied.Updates:
                CarryOverUpdate(item.WorkflowExecutionUpdateAdmittedEventAttributes.Request);
                break;
            case EventType.WorkflowExecutionUpdateAccepted
                when reapplied.Updates
                    && item.WorkflowExecutionUpdateAcceptedEventAttributes.AcceptedRequest is { } accepted:
                CarryOverUpdate(accepted);
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                var options = item.WorkflowExecutionOptionsUpdatedEventAttributes;
                if (options.VersioningOverride is not null || options.UnsetVersioningOverride)
                {
                    OverrideVersion(options.VersioningOverride);
                }

                break;
            default:
                ReapplyChild(item);
                break;
        }
    }

    /// <summary>Notes in a closed or closing run that another took its place.</summary>
    public void SetResetRun(string runId) => State.ResetRunId = runId;

    private void FailTaskForReset(string baseRunId, string reason)
    {
        if (State.WorkflowTask is not { } task)
        {
            return;
        }

        if (task.StartedEventId == 0)
        {
            StartWorkflowTask(ResetIdentity, "");
        }

        var failed = NewEvent(EventType.WorkflowTaskFailed);
        failed.WorkflowTaskFailedEventAttributes = new WorkflowTaskFailedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Cause = WorkflowTaskFailedCause.ResetWorkflow,
            Failure = new Failure { Message = reason, ResetWorkflowFailureInfo = new ResetWorkflowFailureInfo() },
            Identity = ResetIdentity,
            BaseRunId = baseRunId,
            NewRunId = State.RunId,
        };
        AddRaw(failed);
        State.WorkflowTask = null;
    }
}
