using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Makes the state that a run had after the first events of its history: what a reset begins with. Attempts, heartbeats
/// and stickiness are not in the history and start afresh. One method a kind of event.
/// </summary>
internal static class StateRebuilder
{
    /// <summary>Rebuilds.</summary>
    /// <param name="original">The run as it is; for what its first event fixed once and for all.</param>
    /// <param name="events">The events to keep.</param>
    /// <param name="now">When pending activities count as scheduled.</param>
    public static RunState Rebuild(RunState original, IReadOnlyList<HistoryEvent> events, long now)
    {
        var started = events[0].WorkflowExecutionStartedEventAttributes;
        var state = new RunState
        {
            Namespace = original.Namespace,
            WorkflowId = original.WorkflowId,
            RunId = original.RunId,
            WorkflowType = original.WorkflowType,
            TaskQueue = original.TaskQueue,
            FirstRunId = original.FirstRunId,
            OriginalRunId = original.OriginalRunId,
            StartRequestId = original.StartRequestId,
            ParentNamespace = original.ParentNamespace,
            Parent = original.Parent,
            ParentInitiatedEventId = original.ParentInitiatedEventId,
            Root = original.Root,
            Status = WorkflowExecutionStatus.Running,
            StartTime = original.StartTime,
            ExecutionTime = original.ExecutionTime,
            RunExpirationTime = original.RunExpirationTime,
            ExecutionExpirationTime = original.ExecutionExpirationTime,
            WorkflowTaskTimeoutMs = original.WorkflowTaskTimeoutMs,
            RunTimeoutMs = original.RunTimeoutMs,
            ExecutionTimeoutMs = original.ExecutionTimeoutMs,
            Attempt = original.Attempt,
            RetryPolicy = original.RetryPolicy,
            CronSchedule = original.CronSchedule,
            OriginalStartTime = original.OriginalStartTime,
            ContinuedFromRunId = original.ContinuedFromRunId,
            Memo = started.Memo?.Clone(),
            SearchAttributes = started.SearchAttributes?.Clone(),
            NextEventId = 1,
        };
        foreach (var item in events)
        {
            Apply(state, item, now);
            state.HistorySize += item.CalculateSize();
            state.NextEventId = item.EventId + 1;
        }

        return state;
    }

    private static void Apply(RunState state, HistoryEvent item, long now)
    {
        switch (item.EventType)
        {
            case EventType.WorkflowTaskScheduled:
                ApplyTaskScheduled(state, item);
                break;
            case EventType.WorkflowTaskStarted:
                ApplyTaskStarted(state, item);
                break;
            case EventType.WorkflowTaskCompleted:
                state.LastCompletedTaskStartedEventId = item.WorkflowTaskCompletedEventAttributes.StartedEventId;
                MutableState.ApplyCompletedBy(state, item.WorkflowTaskCompletedEventAttributes);
                MutableState.AddResetPoint(
                    state, item.WorkflowTaskCompletedEventAttributes.WorkerVersion?.BuildId ?? "", item);
                state.WorkflowTask = null;
                break;
            case EventType.WorkflowTaskTimedOut or EventType.WorkflowTaskFailed:
                state.WorkflowTask = null;
                break;
            case EventType.ActivityTaskScheduled:
                ApplyActivityScheduled(state, item, now);
                break;
            case EventType.ActivityTaskCancelRequested:
                ApplyActivityCancelRequested(state, item);
                break;
            case EventType.ActivityTaskCompleted:
                state.Activities.Remove(item.ActivityTaskCompletedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskFailed:
                state.Activities.Remove(item.ActivityTaskFailedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskTimedOut:
                state.Activities.Remove(item.ActivityTaskTimedOutEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskCanceled:
                state.Activities.Remove(item.ActivityTaskCanceledEventAttributes.ScheduledEventId);
                break;
            case EventType.TimerStarted:
                ApplyTimerStarted(state, item);
                break;
            case EventType.TimerFired:
                state.Timers.Remove(item.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.TimerCanceled:
                state.Timers.Remove(item.TimerCanceledEventAttributes.TimerId);
                break;
            case EventType.StartChildWorkflowExecutionInitiated:
                ApplyChildInitiated(state, item);
                break;
            case EventType.ChildWorkflowExecutionStarted:
                ApplyChildStarted(state, item);
                break;
            case EventType.SignalExternalWorkflowExecutionInitiated:
                state.ExternalSignals[item.EventId] = NewRequest(item);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionInitiated:
                state.ExternalCancels[item.EventId] = NewRequest(item);
                break;
            case EventType.WorkflowExecutionSignaled:
                state.SignalCount++;
                break;
            case EventType.WorkflowExecutionCancelRequested:
                state.CancelRequested = true;
                break;
            case EventType.UpsertWorkflowSearchAttributes:
                state.SearchAttributes ??= new SearchAttributes();
                MutableState.Merge(
                    state.SearchAttributes.IndexedFields,
                    item.UpsertWorkflowSearchAttributesEventAttributes.SearchAttributes.IndexedFields);
                break;
            case EventType.WorkflowPropertiesModified
                when item.WorkflowPropertiesModifiedEventAttributes.UpsertedMemo is { } memo:
                state.Memo ??= new Memo();
                MutableState.Merge(state.Memo.Fields, memo.Fields);
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                MutableState.ApplyOptions(state, item.WorkflowExecutionOptionsUpdatedEventAttributes);
                break;
            case EventType.WorkflowExecutionUpdateAdmitted:
                state.Updates[item.WorkflowExecutionUpdateAdmittedEventAttributes.Request.Meta.UpdateId] =
                    new UpdateState { AdmittedEventId = item.EventId };
                break;
            case EventType.WorkflowExecutionUpdateAccepted:
                state.UpdateCount++;
                var id = item.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId;
                state.Updates[id] = new UpdateState
                {
                    AcceptedEventId = item.EventId,
                    AdmittedEventId = state.Updates.TryGetValue(id, out var carried) ? carried.AdmittedEventId : 0,
                };
                break;
            case EventType.WorkflowExecutionUpdateCompleted:
                var completed = item.WorkflowExecutionUpdateCompletedEventAttributes;
                if (state.Updates.TryGetValue(completed.Meta.UpdateId, out var update))
                {
                    update.CompletedEventId = item.EventId;
                }

                break;
            default:
                ApplyResult(state, item);
                break;
        }
    }

    /// <summary>Events that end what another event began with the other workflow.</summary>
    private static void ApplyResult(RunState state, HistoryEvent item)
    {
        switch (item.EventType)
        {
            case EventType.StartChildWorkflowExecutionFailed:
            case EventType.ChildWorkflowExecutionCompleted:
            case EventType.ChildWorkflowExecutionFailed:
            case EventType.ChildWorkflowExecutionCanceled:
            case EventType.ChildWorkflowExecutionTimedOut:
            case EventType.ChildWorkflowExecutionTerminated:
                state.Children.Remove(ChildEvents.ChildOf(item).InitiatedEventId);
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                state.ExternalSignals.Remove(
                    item.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                state.ExternalSignals.Remove(item.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                state.ExternalCancels.Remove(
                    item.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                state.ExternalCancels.Remove(
                    item.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId);
                break;
        }
    }

    private static void ApplyTaskScheduled(RunState state, HistoryEvent item) =>
        state.WorkflowTask = new WorkflowTaskState
    {
        ScheduledEventId = item.EventId,
        Attempt = Math.Max(1, item.WorkflowTaskScheduledEventAttributes.Attempt),
        ScheduledTime = Ticks.FromTimestamp(item.EventTime),
        OriginalScheduledTime = Ticks.FromTimestamp(item.EventTime),
        TimeoutMs = state.WorkflowTaskTimeoutMs,
    };

    private static void ApplyTaskStarted(RunState state, HistoryEvent item)
    {
        if (state.WorkflowTask is { } task)
        {
            task.StartedEventId = item.EventId;
            task.StartedTime = Ticks.FromTimestamp(item.EventTime);
        }
    }

    private static void ApplyActivityScheduled(RunState state, HistoryEvent item, long now)
    {
        var attributes = item.ActivityTaskScheduledEventAttributes;
        state.Activities[item.EventId] = new ActivityState
        {
            ScheduledEventId = item.EventId,
            ActivityId = attributes.ActivityId,
            TaskQueue = attributes.TaskQueue.Name,
            Attempt = 1,
            FirstScheduledTime = now,
            ScheduledTime = now,
            RetryPolicy = attributes.RetryPolicy,
            ScheduleToCloseMs = Ticks.Ms(attributes.ScheduleToCloseTimeout),
            ScheduleToStartMs = Ticks.Ms(attributes.ScheduleToStartTimeout),
            StartToCloseMs = Ticks.Ms(attributes.StartToCloseTimeout),
            HeartbeatMs = Ticks.Ms(attributes.HeartbeatTimeout),
        };
    }

    private static void ApplyActivityCancelRequested(RunState state, HistoryEvent item)
    {
        var id = item.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId;
        if (state.Activities.TryGetValue(id, out var activity))
        {
            activity.CancelRequested = true;
            activity.CancelRequestedEventId = item.EventId;
        }
    }

    private static void ApplyTimerStarted(RunState state, HistoryEvent item)
    {
        var attributes = item.TimerStartedEventAttributes;
        state.Timers[attributes.TimerId] = new TimerState
        {
            StartedEventId = item.EventId,
            FireTime = Ticks.FromTimestamp(item.EventTime) + Ticks.FromMs(Ticks.Ms(attributes.StartToFireTimeout)),
        };
    }

    private static void ApplyChildInitiated(RunState state, HistoryEvent item)
    {
        var attributes = item.StartChildWorkflowExecutionInitiatedEventAttributes;
        state.Children[item.EventId] = new ChildState
        {
            InitiatedEventId = item.EventId,
            Namespace = attributes.Namespace,
            WorkflowId = attributes.WorkflowId,
            WorkflowType = attributes.WorkflowType.Name,
            ParentClosePolicy = attributes.ParentClosePolicy,
            RequestId = Guid.NewGuid().ToString(),
        };
    }

    private static void ApplyChildStarted(RunState state, HistoryEvent item)
    {
        var attributes = item.ChildWorkflowExecutionStartedEventAttributes;
        if (state.Children.TryGetValue(attributes.InitiatedEventId, out var child))
        {
            child.StartedEventId = item.EventId;
            child.RunId = attributes.WorkflowExecution.RunId;
        }
    }

    private static ExternalRequestState NewRequest(HistoryEvent item) =>
        new() { InitiatedEventId = item.EventId, RequestId = Guid.NewGuid().ToString() };
}
