using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>Signals to other workflows and requests to cancel them.</summary>
internal sealed partial class ReplayCore
{
    private LazyMap<uint, ExternalState> _signals = new();
    private LazyMap<long, ExternalState> _signalsByEvent = new();
    private LazyMap<long, ExternalState> _cancelsByEvent = new();
    private LazyMap<long, ChildState> _childCancelsByEvent = new();

    private void SignalExternal(WorkflowCommand.SignalExternal command)
    {
        var attributes = command.Attributes;
        var proto = NewCommand(CommandType.SignalExternalWorkflowExecution);
        proto.SignalExternalWorkflowExecutionCommandAttributes = attributes;
        ExternalState state = null!;
        state = new ExternalState(command.Seq, new OutgoingCommand
        {
            Proto = proto,
            Description = $"SignalExternalWorkflowExecution, signal '{attributes.SignalName}'",
            Records = EventType.SignalExternalWorkflowExecutionInitiated,
            Recorded = e => _signalsByEvent[e.EventId] = state,
        });
        _signals[command.Seq] = state;
        Add(state.Command);
    }

    private void CancelSignal(uint seq)
    {
        // Once sent, a signal cannot be taken back; the workflow waits for its outcome.
        if (_signals.TryGetValue(seq, out var signal) && !signal.Command.Sent)
        {
            signal.Command.Dropped = true;
            _signals.Remove(seq);
            _jobs.Add(new ActivationJob.ResolveSignalExternal(
                seq, FailureMaker.Canceled("Signal was cancelled before being sent")));
        }
    }

    private void CancelExternal(WorkflowCommand.CancelExternal command)
    {
        var proto = NewCommand(CommandType.RequestCancelExternalWorkflowExecution);
        proto.RequestCancelExternalWorkflowExecutionCommandAttributes = command.Attributes;
        ExternalState state = null!;
        state = new ExternalState(command.Seq, new OutgoingCommand
        {
            Proto = proto,
            Description = $"RequestCancelExternalWorkflowExecution, id '{command.Attributes.WorkflowId}'",
            Records = EventType.RequestCancelExternalWorkflowExecutionInitiated,
            Recorded = e => _cancelsByEvent[e.EventId] = state,
        });
        Add(state.Command);
    }

    private void ApplyExternalEvent(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.ExternalWorkflowExecutionSignaled:
                ResolveSignal(e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId, null);
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                var signalFailed = e.SignalExternalWorkflowExecutionFailedEventAttributes;
                ResolveSignal(signalFailed.InitiatedEventId, FailureMaker.Application(
                    $"Unable to signal external workflow because {FailureMaker.CauseText(signalFailed.Cause)}"));
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                ResolveCancel(e.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId, null);
                break;
            default:
                var cancelFailed = e.RequestCancelExternalWorkflowExecutionFailedEventAttributes;
                ResolveCancel(cancelFailed.InitiatedEventId, FailureMaker.Application(
                    $"Unable to cancel external workflow because {FailureMaker.CauseText(cancelFailed.Cause)}"));
                break;
        }
    }

    private void ResolveSignal(long initiatedEventId, Failure? failure)
    {
        if (_signalsByEvent.Remove(initiatedEventId, out var signal))
        {
            _signals.Remove(signal.Seq);
            _jobs.Add(new ActivationJob.ResolveSignalExternal(signal.Seq, failure));
        }
    }

    private void ResolveCancel(long initiatedEventId, Failure? failure)
    {
        if (_cancelsByEvent.Remove(initiatedEventId, out var cancel))
        {
            _jobs.Add(new ActivationJob.ResolveCancelExternal(cancel.Seq, failure));
        }
        else if (_childCancelsByEvent.Remove(initiatedEventId, out var child) && failure is null
            && child.CancellationType == ChildWorkflowCancellationType.WaitCancellationRequested && !child.Resolved)
        {
            ResolveCancelledChild(child);
        }
    }
}
