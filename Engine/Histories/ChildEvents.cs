using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Reads events of a parent's history that are about its children.</summary>
internal static class ChildEvents
{
    /// <summary>The child that an event is about; zero when it is about none.</summary>
    public static (long InitiatedEventId, string WorkflowId) ChildOf(HistoryEvent item) => item.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.StartChildWorkflowExecutionFailedEventAttributes => (
            item.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId,
            item.StartChildWorkflowExecutionFailedEventAttributes.WorkflowId),
        HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionStartedEventAttributes => Of(
            item.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId,
            item.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution),
        HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionCompletedEventAttributes => Of(
            item.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId,
            item.ChildWorkflowExecutionCompletedEventAttributes.WorkflowExecution),
        HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionFailedEventAttributes => Of(
            item.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId,
            item.ChildWorkflowExecutionFailedEventAttributes.WorkflowExecution),
        HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionCanceledEventAttributes => Of(
            item.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId,
            item.ChildWorkflowExecutionCanceledEventAttributes.WorkflowExecution),
        HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionTimedOutEventAttributes => Of(
            item.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId,
            item.ChildWorkflowExecutionTimedOutEventAttributes.WorkflowExecution),
        HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionTerminatedEventAttributes => Of(
            item.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId,
            item.ChildWorkflowExecutionTerminatedEventAttributes.WorkflowExecution),
        _ => (0, ""),
    };

    private static (long InitiatedEventId, string WorkflowId) Of(long initiatedEventId, WorkflowExecution execution) =>
        (initiatedEventId, execution.WorkflowId);
}
