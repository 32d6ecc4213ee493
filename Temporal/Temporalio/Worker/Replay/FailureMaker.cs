using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>The failures that a workflow sees when an activity or child of its ends badly.</summary>
internal static class FailureMaker
{

    public static Failure Canceled(string message, Payloads? details = null) => new()
    {
        Message = message,
        CanceledFailureInfo = new CanceledFailureInfo { Details = details },
    };

    public static Failure Application(string message) => new()
    {
        Message = message,
        ApplicationFailureInfo = new ApplicationFailureInfo(),
    };

    public static Failure Activity(
        string message,
        Failure? cause,
        string activityId,
        string activityType,
        RetryState retryState,
        long scheduledEventId = 0,
        long startedEventId = 0,
        string identity = "") => new()
        {
            Message = message,
            Cause = cause,
            ActivityFailureInfo = new ActivityFailureInfo
            {
                ScheduledEventId = scheduledEventId,
                StartedEventId = startedEventId,
                Identity = identity,
                ActivityType = new ActivityType { Name = activityType },
                ActivityId = activityId,
                RetryState = retryState,
            },
        };

    public static Failure Child(
        string message,
        Failure? cause,
        string @namespace,
        WorkflowExecution execution,
        string workflowType,
        long initiatedEventId,
        long startedEventId = 0,
        RetryState retryState = RetryState.Unspecified) => new()
        {
            Message = message,
            Cause = cause,
            ChildWorkflowExecutionFailureInfo = new ChildWorkflowExecutionFailureInfo
            {
                Namespace = @namespace,
                WorkflowExecution = execution,
                WorkflowType = new WorkflowType { Name = workflowType },
                InitiatedEventId = initiatedEventId,
                StartedEventId = startedEventId,
                RetryState = retryState,
            },
        };

    public static Failure Of(ChildWorkflowExecutionFailedEventAttributes a) => Child(
        "Child Workflow execution failed", a.Failure, a.Namespace, a.WorkflowExecution, a.WorkflowType.Name,
        a.InitiatedEventId, a.StartedEventId, a.RetryState);

    public static Failure Of(ChildWorkflowExecutionTimedOutEventAttributes a) => Child(
        "Child Workflow execution timed out",
        new Failure
        {
            Message = "Timeout",
            TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = TimeoutType.StartToClose },
        },
        a.Namespace, a.WorkflowExecution, a.WorkflowType.Name, a.InitiatedEventId, a.StartedEventId, a.RetryState);

    public static Failure Of(ChildWorkflowExecutionTerminatedEventAttributes a) => Child(
        "Child Workflow execution terminated",
        new Failure { Message = "Terminated", TerminatedFailureInfo = new TerminatedFailureInfo() },
        a.Namespace, a.WorkflowExecution, a.WorkflowType.Name, a.InitiatedEventId, a.StartedEventId);

    public static Failure Of(ChildWorkflowExecutionCanceledEventAttributes a) => Child(
        "Child Workflow execution cancelled", Canceled("Child Workflow cancelled", a.Details),
        a.Namespace, a.WorkflowExecution, a.WorkflowType.Name, a.InitiatedEventId, a.StartedEventId,
        RetryState.NonRetryableFailure);

    public static string CauseText(SignalExternalWorkflowExecutionFailedCause cause) => cause switch
    {
        SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound => "it was not found",
        SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound => "the namespace was not found",
        SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded =>
            "the maximum number of signals has been reached",
        _ => "of an unknown cause",
    };

    public static string CauseText(CancelExternalWorkflowExecutionFailedCause cause) => cause switch
    {
        CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound => "it was not found",
        CancelExternalWorkflowExecutionFailedCause.NamespaceNotFound => "the namespace was not found",
        _ => "of an unknown cause",
    };
}
