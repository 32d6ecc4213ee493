using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>Child workflows.</summary>
internal sealed partial class ReplayCore
{
    private LazyMap<uint, ChildState> _children = new();
    private LazyMap<long, ChildState> _childrenByEvent = new();

    private void StartChild(WorkflowCommand.StartChild command)
    {
        var attributes = command.Attributes;
        var proto = NewCommand(CommandType.StartChildWorkflowExecution, command.Metadata);
        proto.StartChildWorkflowExecutionCommandAttributes = attributes;
        var checkIds = _flags.TryUse(SdkFlags.IdAndTypeDeterminismChecks, _replaying);
        ChildState state = null!;
        state = new ChildState(
            command.Seq,
            attributes.WorkflowId,
            attributes.WorkflowType.Name,
            command.CancellationType,
            new OutgoingCommand
            {
                Proto = proto,
                Description =
                    $"StartChildWorkflowExecution, id '{attributes.WorkflowId}', type '{attributes.WorkflowType.Name}'",
                Records = EventType.StartChildWorkflowExecutionInitiated,
                Differs = e => !checkIds
                    ? null
                    : Compare(
                        "id", e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowId, attributes.WorkflowId)
                        ?? Compare(
                            "type",
                            e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowType.Name,
                            attributes.WorkflowType.Name),
                Recorded = e =>
                {
                    state.InitiatedEventId = e.EventId;
                    _childrenByEvent[e.EventId] = state;
                },
            });
        _children[command.Seq] = state;
        Add(state.Start);
    }

    private void CancelChild(WorkflowCommand.CancelChild command)
    {
        if (!_children.TryGetValue(command.Seq, out var child) || child.Resolved || child.CancelRequested)
        {
            return;
        }

        child.CancelRequested = true;
        if (!child.Start.Sent)
        {
            child.Start.Dropped = true;
            child.Resolved = true;
            _children.Remove(child.Seq);
            _jobs.Add(new ActivationJob.ResolveChildStart(child.Seq, null, null, CancelledChild(
                child, "Child Workflow Execution cancelled before scheduled")));
            return;
        }

        if (child.CancellationType != ChildWorkflowCancellationType.Abandon)
        {
            SendChildCancel(child, command.Reason);
        }

        if (child.CancellationType is ChildWorkflowCancellationType.Abandon or ChildWorkflowCancellationType.TryCancel)
        {
            ResolveCancelledChild(child);
        }
    }

    private void SendChildCancel(ChildState child, string reason)
    {
        var proto = NewCommand(CommandType.RequestCancelExternalWorkflowExecution);
        proto.RequestCancelExternalWorkflowExecutionCommandAttributes =
            new RequestCancelExternalWorkflowExecutionCommandAttributes
            {
                WorkflowId = child.WorkflowId,
                ChildWorkflowOnly = true,
                Reason = reason,
            };
        Add(new OutgoingCommand
        {
            Proto = proto,
            Description = $"RequestCancelExternalWorkflowExecution, id '{child.WorkflowId}'",
            Records = EventType.RequestCancelExternalWorkflowExecutionInitiated,
            Differs = e => Compare(
                "id",
                e.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes.WorkflowExecution.WorkflowId,
                child.WorkflowId),
            Recorded = e => _childCancelsByEvent[e.EventId] = child,
        });
    }

    private void ResolveCancelledChild(ChildState child)
    {
        if (!child.Started)
        {
            child.Resolved = true;
            _children.Remove(child.Seq);
            _jobs.Add(new ActivationJob.ResolveChildStart(
                child.Seq, null, null, CancelledChild(child, "Child Workflow Execution cancelled before started")));
            return;
        }

        ResolveChild(child, new(Failure: CancelledChild(child, "Child Workflow execution cancelled")));
    }

    private void ApplyChildEvent(HistoryEvent e)
    {
        var initiated = e.EventType switch
        {
            EventType.StartChildWorkflowExecutionFailed =>
                e.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId,
            EventType.ChildWorkflowExecutionStarted => e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId,
            EventType.ChildWorkflowExecutionCompleted =>
                e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId,
            EventType.ChildWorkflowExecutionFailed => e.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId,
            EventType.ChildWorkflowExecutionCanceled =>
                e.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId,
            EventType.ChildWorkflowExecutionTimedOut =>
                e.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId,
            _ => e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId,
        };
        if (!_childrenByEvent.TryGetValue(initiated, out var child))
        {
            throw new WorkflowNondeterminismException(
                $"[TMPRL1100] Nondeterminism error: history has event {e.EventId} ({e.EventType}) of a child that "
                + "the workflow code did not start");
        }

        switch (e.EventType)
        {
            case EventType.StartChildWorkflowExecutionFailed:
                ApplyChildStartFailed(child, e.StartChildWorkflowExecutionFailedEventAttributes);
                break;
            case EventType.ChildWorkflowExecutionStarted:
                ApplyChildStarted(child, e);
                break;
            case EventType.ChildWorkflowExecutionCompleted:
                ResolveChild(child, Resolution.Success(e.ChildWorkflowExecutionCompletedEventAttributes.Result));
                break;
            case EventType.ChildWorkflowExecutionFailed:
                ResolveChild(child, new(Failure: FailureMaker.Of(e.ChildWorkflowExecutionFailedEventAttributes)));
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                ResolveChild(child, new(Failure: FailureMaker.Of(e.ChildWorkflowExecutionCanceledEventAttributes)));
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                ResolveChild(child, new(Failure: FailureMaker.Of(e.ChildWorkflowExecutionTimedOutEventAttributes)));
                break;
            default:
                ResolveChild(child, new(Failure: FailureMaker.Of(e.ChildWorkflowExecutionTerminatedEventAttributes)));
                break;
        }
    }

    private void ApplyChildStartFailed(ChildState child, StartChildWorkflowExecutionFailedEventAttributes attributes)
    {
        _childrenByEvent.Remove(child.InitiatedEventId);
        if (!child.Resolved)
        {
            child.Resolved = true;
            _children.Remove(child.Seq);
            _jobs.Add(new ActivationJob.ResolveChildStart(child.Seq, null, attributes.Cause, null));
        }
    }

    private void ApplyChildStarted(ChildState child, HistoryEvent e)
    {
        child.Started = true;
        child.StartedEventId = e.EventId;
        child.RunId = e.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.RunId;
        if (!child.Resolved)
        {
            _jobs.Add(new ActivationJob.ResolveChildStart(child.Seq, child.RunId, null, null));
        }
    }

    private void ResolveChild(ChildState child, Resolution resolution)
    {
        if (!child.Resolved)
        {
            child.Resolved = true;
            _children.Remove(child.Seq);
            _jobs.Add(new ActivationJob.ResolveChild(child.Seq, resolution));
        }
    }

    private static Failure CancelledChild(ChildState child, string message) => FailureMaker.Child(
        message,
        FailureMaker.Canceled(message),
        "",
        new WorkflowExecution { WorkflowId = child.WorkflowId, RunId = child.RunId },
        child.WorkflowType,
        child.InitiatedEventId,
        child.StartedEventId,
        RetryState.NonRetryableFailure);
}
