using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>What became of the children that a run still has when it begins again.</summary>
internal sealed partial class MutableState
{
    /// <summary>
    /// Takes over what an earlier run learned of a child after the reset's point. The child is not asked twice: if it
    /// has ended it has nobody to tell any more.
    /// </summary>
    private void ReapplyChild(HistoryEvent item)
    {
        var (initiatedId, workflowId) = ChildEvents.ChildOf(item);
        // Runs that followed have children of their own, whose events may bear the same numbers.
        if (!State.Children.TryGetValue(initiatedId, out var child) || child.WorkflowId != workflowId)
        {
            return;
        }

        var again = item.Clone();
        again.EventTime = Ticks.ToTimestamp(Now);
        switch (again.EventType)
        {
            case EventType.ChildWorkflowExecutionStarted when child.StartedEventId == 0:
                AddExternal(again);
                child.RunId = again.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.RunId;
                child.StartedEventId = again.EventId;
                return;
            case EventType.ChildWorkflowExecutionStarted:
                return;
            case EventType.ChildWorkflowExecutionCompleted:
                again.ChildWorkflowExecutionCompletedEventAttributes.StartedEventId = child.StartedEventId;
                break;
            case EventType.ChildWorkflowExecutionFailed:
                again.ChildWorkflowExecutionFailedEventAttributes.StartedEventId = child.StartedEventId;
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                again.ChildWorkflowExecutionCanceledEventAttributes.StartedEventId = child.StartedEventId;
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                again.ChildWorkflowExecutionTimedOutEventAttributes.StartedEventId = child.StartedEventId;
                break;
            case EventType.ChildWorkflowExecutionTerminated:
                again.ChildWorkflowExecutionTerminatedEventAttributes.StartedEventId = child.StartedEventId;
                break;
        }

        State.Children.Remove(initiatedId);
        AddExternal(again);
    }
}
