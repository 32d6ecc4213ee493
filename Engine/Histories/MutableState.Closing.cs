using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Commands about other workflows and about the end of this one.</summary>
internal sealed partial class MutableState
{
    private void InitiateChild(Command command, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;
        var attributes = command.StartChildWorkflowExecutionCommandAttributes
            ?? throw new CommandException(
                bad, "StartChildWorkflowExecutionCommandAttributes is not set on StartChildWorkflowExecutionCommand.");
        CheckId(attributes.WorkflowId, "WorkflowId", "StartChildWorkflowExecutionCommand", bad, completion);
        CheckId(attributes.WorkflowType?.Name
            ?? "", "WorkflowType", "StartChildWorkflowExecutionCommand", bad, completion);
        CheckSize(attributes.Input, "StartChildWorkflowExecutionCommandAttributes.Input", completion);
        if (RetryRules.Validate(attributes.RetryPolicy) is { } policyError)
        {
            throw new CommandException(bad, policyError);
        }

        if (completion.Rules.CheckSearchAttributes(attributes.SearchAttributes) is { } error)
        {
            throw new CommandException(WorkflowTaskFailedCause.BadSearchAttributes, error);
        }

        if (State.Children.Count >= completion.Rules.MaximumPending)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.PendingChildWorkflowsLimitExceeded,
                "the number of pending child workflow executions has reached the per-workflow limit of "
                + completion.Rules.MaximumPending);
        }

        var targetNamespace = TargetNamespace(attributes.Namespace, bad, completion);
        var initiated = NewEvent(EventType.StartChildWorkflowExecutionInitiated);
        SetMetadata(initiated, command);
        var executionTimeout = Ticks.Ms(attributes.WorkflowExecutionTimeout);
        // A run takes no longer than all runs together.
        var runTimeout = Ticks.Ms(attributes.WorkflowRunTimeout) is > 0 and var given
            ? Cap(given, executionTimeout) : executionTimeout;
        var policy = attributes.ParentClosePolicy == ParentClosePolicy.Unspecified
            ? ParentClosePolicy.Terminate
            : attributes.ParentClosePolicy;
        initiated.StartChildWorkflowExecutionInitiatedEventAttributes = new()
        {
            Namespace = targetNamespace,
            NamespaceId = completion.Rules.NamespaceId(targetNamespace),
            WorkflowId = attributes.WorkflowId,
            WorkflowType = attributes.WorkflowType,
            TaskQueue = new TaskQueue
            {
                Name = attributes.TaskQueue?.Name is { Length: > 0 } name ? name : State.TaskQueue,
                Kind = TaskQueueKind.Normal,
            },
            Input = attributes.Input,
            WorkflowExecutionTimeout = attributes.WorkflowExecutionTimeout,
            WorkflowRunTimeout = Ticks.DurationMs(runTimeout),
            WorkflowTaskTimeout = Ticks.DurationMs(Cap(
                Ticks.Ms(attributes.WorkflowTaskTimeout) is > 0 and var ms ? ms : DefaultTaskTimeoutMs, runTimeout)),
            ParentClosePolicy = policy,
            WorkflowTaskCompletedEventId = completion.EventId,
            WorkflowIdReusePolicy = attributes.WorkflowIdReusePolicy == WorkflowIdReusePolicy.Unspecified
                ? WorkflowIdReusePolicy.AllowDuplicate
                : attributes.WorkflowIdReusePolicy,
            RetryPolicy = attributes.RetryPolicy is null ? null : RetryRules.WithDefaults(attributes.RetryPolicy),
            CronSchedule = attributes.CronSchedule,
            Control = attributes.Control,
            Header = attributes.Header,
            Memo = attributes.Memo,
            SearchAttributes = attributes.SearchAttributes,
            Priority = attributes.Priority,
            InheritBuildId = attributes.InheritBuildId,
        };
        Add(initiated);
        State.Children.Add(initiated.EventId, new ChildState
        {
            InitiatedEventId = initiated.EventId,
            Namespace = targetNamespace,
            WorkflowId = attributes.WorkflowId,
            WorkflowType = attributes.WorkflowType!.Name,
            ParentClosePolicy = policy,
            RequestId = Guid.NewGuid().ToString(),
        });
        Effects.Add(new Effect(EffectKind.StartChild, initiated.EventId));
    }

    private void InitiateExternalSignal(Command command, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes;
        var attributes = command.SignalExternalWorkflowExecutionCommandAttributes
            ?? throw new CommandException(
                bad, "SignalExternalWorkflowExecutionCommandAttributes is not set on "
                    + "SignalExternalWorkflowExecutionCommand.");
        CheckId(attributes.Execution?.WorkflowId
            ?? "", "WorkflowId", "SignalExternalWorkflowExecutionCommand", bad, completion);
        CheckId(attributes.SignalName, "SignalName", "SignalExternalWorkflowExecutionCommand", bad, completion);
        CheckSize(attributes.Input, "SignalExternalWorkflowExecutionCommandAttributes.Input", completion);
        if (State.ExternalSignals.Count >= completion.Rules.MaximumPending)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.PendingSignalsLimitExceeded,
                "the number of pending signals to external workflows has reached the per-workflow limit");
        }

        var targetNamespace = TargetNamespace(attributes.Namespace, bad, completion);
        var initiated = NewEvent(EventType.SignalExternalWorkflowExecutionInitiated);
        SetMetadata(initiated, command);
        initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes = new()
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            // As it was asked for: empty for the workflow's own.
            Namespace = attributes.Namespace,
            NamespaceId = completion.Rules.NamespaceId(targetNamespace),
            WorkflowExecution = attributes.Execution,
            SignalName = attributes.SignalName,
            Input = attributes.Input,
            Control = attributes.Control,
            ChildWorkflowOnly = attributes.ChildWorkflowOnly,
            Header = attributes.Header,
        };
        Add(initiated);
        State.ExternalSignals.Add(initiated.EventId, new ExternalRequestState
        {
            InitiatedEventId = initiated.EventId,
            RequestId = Guid.NewGuid().ToString(),
        });
        Effects.Add(new Effect(EffectKind.SignalExternal, initiated.EventId));
    }

    private void InitiateExternalCancel(Command command, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes;
        var attributes = command.RequestCancelExternalWorkflowExecutionCommandAttributes
            ?? throw new CommandException(
                bad, "Attributes are not set on RequestCancelExternalWorkflowExecutionCommand.");
        CheckId(attributes.WorkflowId, "WorkflowId", "RequestCancelExternalWorkflowExecutionCommand", bad, completion);
        if (State.ExternalCancels.Count >= completion.Rules.MaximumPending)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded,
                "the number of pending requests to cancel external workflows has reached the per-workflow limit");
        }

        var targetNamespace = TargetNamespace(attributes.Namespace, bad, completion);
        var initiated = NewEvent(EventType.RequestCancelExternalWorkflowExecutionInitiated);
        SetMetadata(initiated, command);
        initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = new()
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            // As it was asked for: empty for the workflow's own.
            Namespace = attributes.Namespace,
            NamespaceId = completion.Rules.NamespaceId(targetNamespace),
            WorkflowExecution = new WorkflowExecution { WorkflowId = attributes.WorkflowId, RunId = attributes.RunId },
            Control = attributes.Control,
            ChildWorkflowOnly = attributes.ChildWorkflowOnly,
            Reason = attributes.Reason,
        };
        Add(initiated);
        State.ExternalCancels.Add(initiated.EventId, new ExternalRequestState
        {
            InitiatedEventId = initiated.EventId,
            RequestId = Guid.NewGuid().ToString(),
        });
        Effects.Add(new Effect(EffectKind.CancelExternal, initiated.EventId));
    }

    /// <summary>The namespace that a command or an event means: empty is the workflow's own.</summary>
    public static string NamespaceOf(string asked, string own) => asked.Length == 0 ? own : asked;

    private string TargetNamespace(string asked, WorkflowTaskFailedCause cause, Completion completion)
    {
        var target = NamespaceOf(asked, State.Namespace);
        return target == State.Namespace || completion.Rules.NamespaceExists(target)
            ? target
            : throw new CommandException(cause, $"Namespace {target} is not found.");
    }

    private void CompleteWorkflow(Command command, Completion completion)
    {
        RequireNothingUnseen(completion);
        var result = command.CompleteWorkflowExecutionCommandAttributes?.Result;
        CheckSize(result, "CompleteWorkflowExecutionCommandAttributes.Result", completion);
        var next = CronRun(null, result);
        var completed = NewEvent(EventType.WorkflowExecutionCompleted);
        SetMetadata(completed, command);
        completed.WorkflowExecutionCompletedEventAttributes = new WorkflowExecutionCompletedEventAttributes
        {
            Result = result,
            WorkflowTaskCompletedEventId = completion.EventId,
            NewExecutionRunId = next?.State.RunId ?? "",
        };
        Close(completed, WorkflowExecutionStatus.Completed, next);
    }

    private void FailWorkflow(Command command, Completion completion)
    {
        RequireNothingUnseen(completion);
        var failure = command.FailWorkflowExecutionCommandAttributes?.Failure
            ?? throw new CommandException(
                WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes,
                "Failure is not set on FailWorkflowExecutionCommand.");
        CheckSize(failure, "FailWorkflowExecutionCommandAttributes.Failure", completion);
        var state = NextRunState(failure, out var delay);
        var next = state == RetryState.InProgress
            ? ContinueWith(ContinueAsNewInitiator.Retry, delay, failure, null, State.Attempt + 1)
            : CronRun(failure, null);
        var failed = NewEvent(EventType.WorkflowExecutionFailed);
        SetMetadata(failed, command);
        failed.WorkflowExecutionFailedEventAttributes = new WorkflowExecutionFailedEventAttributes
        {
            Failure = failure,
            RetryState = state,
            WorkflowTaskCompletedEventId = completion.EventId,
            NewExecutionRunId = next?.State.RunId ?? "",
        };
        Close(failed, WorkflowExecutionStatus.Failed, next);
    }

    private void CancelWorkflow(Command command, Completion completion)
    {
        RequireNothingUnseen(completion);
        var canceled = NewEvent(EventType.WorkflowExecutionCanceled);
        SetMetadata(canceled, command);
        canceled.WorkflowExecutionCanceledEventAttributes = new WorkflowExecutionCanceledEventAttributes
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            Details = command.CancelWorkflowExecutionCommandAttributes?.Details,
        };
        Close(canceled, WorkflowExecutionStatus.Canceled, null);
    }

    private void ContinueWorkflowAsNew(Command command, Completion completion)
    {
        RequireNothingUnseen(completion);
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadContinueAsNewAttributes;
        var attributes = command.ContinueAsNewWorkflowExecutionCommandAttributes
            ?? throw new CommandException(
                bad, "ContinueAsNewWorkflowExecutionCommandAttributes is not set on "
                    + "ContinueAsNewWorkflowExecutionCommand.");
        CheckSize(attributes.Input, "ContinueAsNewWorkflowExecutionCommandAttributes.Input", completion);
        if (completion.Rules.CheckSearchAttributes(attributes.SearchAttributes) is { } error)
        {
            throw new CommandException(WorkflowTaskFailedCause.BadSearchAttributes, error);
        }

        var next = ContinueAsNew(attributes);
        var continued = NewEvent(EventType.WorkflowExecutionContinuedAsNew);
        SetMetadata(continued, command);
        var started = next.Event(1).WorkflowExecutionStartedEventAttributes;
        continued.WorkflowExecutionContinuedAsNewEventAttributes = new()
        {
            NewExecutionRunId = next.State.RunId,
            WorkflowType = started.WorkflowType,
            TaskQueue = started.TaskQueue,
            Input = attributes.Input,
            WorkflowRunTimeout = started.WorkflowRunTimeout,
            WorkflowTaskTimeout = started.WorkflowTaskTimeout,
            WorkflowTaskCompletedEventId = completion.EventId,
            BackoffStartInterval = attributes.BackoffStartInterval,
            Initiator = attributes.Initiator,
            InheritBuildId = attributes.InheritBuildId,
            LastCompletionResult = attributes.LastCompletionResult,
            Header = attributes.Header,
            Memo = started.Memo,
            SearchAttributes = started.SearchAttributes,
        };
        Close(continued, WorkflowExecutionStatus.ContinuedAsNew, next);
    }
}
