using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>What others ask of the workflow, and what comes of what it asked of others.</summary>
internal sealed partial class MutableState
{
    /// <summary>Adds a signal; false when its request id was seen before.</summary>
    public bool Signal(
        string name,
        Payloads? input,
        Header? header,
        string identity,
        string requestId,
        WorkflowExecution? source = null,
        IEnumerable<Link>? links = null,
        bool scheduleTask = true)
    {
        if (requestId.Length > 0 && !SignalRequests().Add(requestId))
        {
            return false;
        }

        var signaled = NewEvent(EventType.WorkflowExecutionSignaled);
        if (links is not null)
        {
            signaled.Links.Add(links);
        }

        signaled.WorkflowExecutionSignaledEventAttributes = new WorkflowExecutionSignaledEventAttributes
        {
            SignalName = name,
            Input = input,
            Header = header,
            Identity = identity,
            ExternalWorkflowExecution = source,
            RequestId = requestId,
        };
        State.SignalCount++;
        AddExternal(signaled);
        if (scheduleTask)
        {
            ScheduleWorkflowTask();
        }

        return true;
    }

    /// <summary>Asks the workflow to cancel; false when that was asked before.</summary>
    public bool RequestCancel(
        string reason,
        string identity,
        string requestId,
        WorkflowExecution? source = null,
        long sourceInitiatedEventId = 0,
        IEnumerable<Link>? links = null)
    {
        if (State.CancelRequested)
        {
            return false;
        }

        State.CancelRequested = true;
        State.CancelRequestId = requestId;
        var requested = NewEvent(EventType.WorkflowExecutionCancelRequested);
        if (links is not null)
        {
            requested.Links.Add(links);
        }

        requested.WorkflowExecutionCancelRequestedEventAttributes =
            new WorkflowExecutionCancelRequestedEventAttributes
            {
                Cause = reason,
                Identity = identity,
                ExternalInitiatedEventId = sourceInitiatedEventId,
                ExternalWorkflowExecution = source,
            };
        AddExternal(requested);
        ScheduleWorkflowTask();
        return true;
    }

    /// <summary>The request ids of all signals, from their events: the stored state need not repeat them.</summary>
    private HashSet<string> SignalRequests() => _signalRequests ??= History.Concat(State.BufferedEvents)
        .Select(e => e.WorkflowExecutionSignaledEventAttributes?.RequestId)
        .Where(id => !string.IsNullOrEmpty(id))
        .ToHashSet(StringComparer.Ordinal)!;

    public void ChildStarted(ChildState child, string runId)
    {
        var initiated = Event(child.InitiatedEventId).StartChildWorkflowExecutionInitiatedEventAttributes;
        child.RunId = runId;
        var started = NewEvent(EventType.ChildWorkflowExecutionStarted);
        started.ChildWorkflowExecutionStartedEventAttributes = new ChildWorkflowExecutionStartedEventAttributes
        {
            Namespace = initiated.Namespace,
            NamespaceId = initiated.NamespaceId,
            InitiatedEventId = child.InitiatedEventId,
            WorkflowExecution = new WorkflowExecution { WorkflowId = child.WorkflowId, RunId = runId },
            WorkflowType = initiated.WorkflowType,
            Header = initiated.Header,
        };
        AddExternal(started);
        child.StartedEventId = started.EventId;
        ScheduleWorkflowTask();
    }

    public void ChildStartFailed(ChildState child, StartChildWorkflowExecutionFailedCause cause)
    {
        var initiated = Event(child.InitiatedEventId).StartChildWorkflowExecutionInitiatedEventAttributes;
        State.Children.Remove(child.InitiatedEventId);
        var failed = NewEvent(EventType.StartChildWorkflowExecutionFailed);
        failed.StartChildWorkflowExecutionFailedEventAttributes = new StartChildWorkflowExecutionFailedEventAttributes
        {
            Namespace = initiated.Namespace,
            NamespaceId = initiated.NamespaceId,
            WorkflowId = child.WorkflowId,
            WorkflowType = initiated.WorkflowType,
            Cause = cause,
            Control = initiated.Control,
            InitiatedEventId = child.InitiatedEventId,
        };
        AddExternal(failed);
        ScheduleWorkflowTask();
    }

    /// <summary>Records how a child ended. The answer repeats the child's own last event.</summary>
    public void ChildClosed(ChildState child, HistoryEvent closeEvent)
    {
        var initiated = Event(child.InitiatedEventId).StartChildWorkflowExecutionInitiatedEventAttributes;
        var execution = new WorkflowExecution { WorkflowId = child.WorkflowId, RunId = child.RunId };
        var type = initiated.WorkflowType;
        HistoryEvent closed;
        switch (closeEvent.EventType)
        {
            case EventType.WorkflowExecutionCompleted:
                closed = NewEvent(EventType.ChildWorkflowExecutionCompleted);
                closed.ChildWorkflowExecutionCompletedEventAttributes = new()
                {
                    Result = closeEvent.WorkflowExecutionCompletedEventAttributes.Result,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = child.InitiatedEventId,
                    StartedEventId = child.StartedEventId,
                };
                break;
            case EventType.WorkflowExecutionFailed:
                closed = NewEvent(EventType.ChildWorkflowExecutionFailed);
                closed.ChildWorkflowExecutionFailedEventAttributes = new()
                {
                    Failure = closeEvent.WorkflowExecutionFailedEventAttributes.Failure,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = child.InitiatedEventId,
                    StartedEventId = child.StartedEventId,
                    RetryState = closeEvent.WorkflowExecutionFailedEventAttributes.RetryState,
                };
                break;
            case EventType.WorkflowExecutionCanceled:
                closed = NewEvent(EventType.ChildWorkflowExecutionCanceled);
                closed.ChildWorkflowExecutionCanceledEventAttributes = new()
                {
                    Details = closeEvent.WorkflowExecutionCanceledEventAttributes.Details,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = child.InitiatedEventId,
                    StartedEventId = child.StartedEventId,
                };
                break;
            case EventType.WorkflowExecutionTimedOut:
                closed = NewEvent(EventType.ChildWorkflowExecutionTimedOut);
                closed.ChildWorkflowExecutionTimedOutEventAttributes = new()
                {
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = child.InitiatedEventId,
                    StartedEventId = child.StartedEventId,
                    RetryState = closeEvent.WorkflowExecutionTimedOutEventAttributes.RetryState,
                };
                break;
            default:
                closed = NewEvent(EventType.ChildWorkflowExecutionTerminated);
                closed.ChildWorkflowExecutionTerminatedEventAttributes = new()
                {
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = execution,
                    WorkflowType = type,
                    InitiatedEventId = child.InitiatedEventId,
                    StartedEventId = child.StartedEventId,
                };
                break;
        }

        State.Children.Remove(child.InitiatedEventId);
        AddExternal(closed);
        ScheduleWorkflowTask();
    }

    public void ExternalSignalDone(long initiatedEventId, SignalExternalWorkflowExecutionFailedCause? failure)
    {
        if (!State.ExternalSignals.Remove(initiatedEventId))
        {
            return;
        }

        var initiated = Event(initiatedEventId).SignalExternalWorkflowExecutionInitiatedEventAttributes;
        HistoryEvent done;
        if (failure is { } cause)
        {
            done = NewEvent(EventType.SignalExternalWorkflowExecutionFailed);
            done.SignalExternalWorkflowExecutionFailedEventAttributes = new()
            {
                Cause = cause,
                Namespace = NamespaceOf(initiated.Namespace, State.Namespace),
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
                Control = initiated.Control,
                InitiatedEventId = initiatedEventId,
            };
        }
        else
        {
            done = NewEvent(EventType.ExternalWorkflowExecutionSignaled);
            done.ExternalWorkflowExecutionSignaledEventAttributes = new()
            {
                Control = initiated.Control,
                InitiatedEventId = initiatedEventId,
                Namespace = NamespaceOf(initiated.Namespace, State.Namespace),
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
            };
        }

        AddExternal(done);
        ScheduleWorkflowTask();
    }

    public void ExternalCancelDone(long initiatedEventId, CancelExternalWorkflowExecutionFailedCause? failure)
    {
        if (!State.ExternalCancels.Remove(initiatedEventId))
        {
            return;
        }

        var initiated = Event(initiatedEventId).RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;
        HistoryEvent done;
        if (failure is { } cause)
        {
            done = NewEvent(EventType.RequestCancelExternalWorkflowExecutionFailed);
            done.RequestCancelExternalWorkflowExecutionFailedEventAttributes = new()
            {
                Cause = cause,
                Namespace = NamespaceOf(initiated.Namespace, State.Namespace),
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
                InitiatedEventId = initiatedEventId,
            };
        }
        else
        {
            done = NewEvent(EventType.ExternalWorkflowExecutionCancelRequested);
            done.ExternalWorkflowExecutionCancelRequestedEventAttributes = new()
            {
                InitiatedEventId = initiatedEventId,
                Namespace = NamespaceOf(initiated.Namespace, State.Namespace),
                NamespaceId = initiated.NamespaceId,
                WorkflowExecution = initiated.WorkflowExecution,
            };
        }

        AddExternal(done);
        ScheduleWorkflowTask();
    }
}
