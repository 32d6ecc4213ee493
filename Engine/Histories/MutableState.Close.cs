using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using OpsFlow.Engine.Timing;

namespace OpsFlow.Engine.Histories;

/// <summary>The end of a run, and the run that may follow it.</summary>
internal sealed partial class MutableState
{
    /// <summary>Runs of one workflow start at least this far apart, so that a tight loop cannot run away.</summary>
    private const long MinimumRunSpacing = TimeSpan.TicksPerSecond;

    public void Terminate(string reason, Payloads? details, string identity, IEnumerable<Link>? links = null)
    {
        ForceCloseWorkflowTask();
        var terminated = NewEvent(EventType.WorkflowExecutionTerminated);
        if (links is not null)
        {
            terminated.Links.Add(links);
        }

        terminated.WorkflowExecutionTerminatedEventAttributes = new WorkflowExecutionTerminatedEventAttributes
        {
            Reason = reason,
            Details = details,
            Identity = identity,
        };
        Close(terminated, WorkflowExecutionStatus.Terminated, null);
    }

    private void ForceCloseWorkflowTask()
    {
        MaterializeSpeculativeTask();
        if (State.WorkflowTask is { StartedEventId: > 0, Attempt: 1 } task)
        {
            AddRaw(FailedEvent(task, WorkflowTaskFailedCause.ForceCloseCommand, null, "history-service"));
        }

        State.WorkflowTask = null;
        FlushBufferedEvents();
    }

    private void Close(HistoryEvent closeEvent, WorkflowExecutionStatus status, MutableState? next)
    {
        AddRaw(closeEvent);
        State.Status = status;
        State.CloseTime = Now;
        State.CloseEventId = closeEvent.EventId;
        State.WorkflowTask = null;
        State.NextRunId = next?.State.RunId ?? "";
        ClearSticky();
        if (next is not null)
        {
            NewRuns.Add(next);
        }

        FailOpenUpdates();
        // A run that another follows does not tell its parent; its children live on only by their own policy.
        State.CloseWorkPending = (State.Parent is not null && next is null) || State.Children.Count > 0;
        State.Activities.Clear();
        State.Timers.Clear();
        State.ExternalSignals.Clear();
        State.ExternalCancels.Clear();
        State.BufferedEvents.Clear();
        Effects.Add(new Effect(EffectKind.Closed));
    }

    private RetryState NextRunState(Failure failure, out long delay)
    {
        var state = RetryRules.Next(
            State.RetryPolicy, State.Attempt, Now, State.ExecutionExpirationTime, failure, out delay);
        return state;
    }

    /// <summary>The next run of a cron workflow; null when it has no schedule or no time is left.</summary>
    private MutableState? CronRun(Failure? failure, Payloads? result)
    {
        if (State.CronSchedule.Length == 0 || !CronExpression.TryParse(State.CronSchedule, out var cron, out _))
        {
            return null;
        }

        var next = cron.Next(State.ExecutionTime, Now);
        if (next == 0 || (State.ExecutionExpirationTime != 0 && next > State.ExecutionExpirationTime))
        {
            return null;
        }

        return ContinueWith(ContinueAsNewInitiator.CronSchedule, next - Now, failure, result, 1);
    }

    /// <summary>A run with the same input: a retry or the next turn of a cron schedule.</summary>
    private MutableState ContinueWith(
        ContinueAsNewInitiator initiator, long delay, Failure? failure, Payloads? result, int attempt)
    {
        var started = Event(1).WorkflowExecutionStartedEventAttributes;
        return StartNext(
            new StartInput
            {
                Namespace = State.Namespace,
                WorkflowId = State.WorkflowId,
                RunId = NewRunId(),
                RequestId = Guid.NewGuid().ToString(),
                WorkflowType = State.WorkflowType,
                TaskQueue = State.TaskQueue,
                Input = started.Input,
                Header = started.Header,
                RunTimeoutMs = State.RunTimeoutMs,
                HasRunTimeout = started.WorkflowRunTimeout is not null,
                Initiator = initiator,
                ContinuedFailure = failure,
                LastCompletionResult = result ?? started.LastCompletionResult,
                Attempt = attempt,
                RetryPolicy = State.RetryPolicy,
                CronSchedule = State.CronSchedule,
                Memo = State.Memo,
                SearchAttributes = AttributesToInherit(State.SearchAttributes),
                Identity = started.Identity,
            },
            delay);
    }

    private MutableState ContinueAsNew(
        Temporalio.Api.Command.V1.ContinueAsNewWorkflowExecutionCommandAttributes command)
    {
        var backoff = command.BackoffStartInterval is null ? 0 : Ticks.FromMs(Ticks.Ms(command.BackoffStartInterval));
        return StartNext(
            new StartInput
            {
                Namespace = State.Namespace,
                WorkflowId = State.WorkflowId,
                RunId = NewRunId(),
                RequestId = Guid.NewGuid().ToString(),
                WorkflowType = command.WorkflowType?.Name is { Length: > 0 } type ? type : State.WorkflowType,
                TaskQueue = command.TaskQueue?.Name is { Length: > 0 } queue ? queue : State.TaskQueue,
                Input = command.Input,
                Header = command.Header,
                RunTimeoutMs = command.WorkflowRunTimeout is null
                    ? State.RunTimeoutMs : Ticks.Ms(command.WorkflowRunTimeout),
                HasRunTimeout = true,
                TaskTimeoutMs = Ticks.Ms(command.WorkflowTaskTimeout),
                Initiator = command.Initiator == ContinueAsNewInitiator.Unspecified
                    ? ContinueAsNewInitiator.Workflow
                    : command.Initiator,
                ContinuedFailure = command.Failure,
                LastCompletionResult = command.LastCompletionResult,
                // What a new run keeps of these is the worker's business: an SDK says them again.
                RetryPolicy = command.RetryPolicy,
                CronSchedule = command.CronSchedule,
                Memo = command.Memo,
                SearchAttributes = command.SearchAttributes,
                Identity = Event(1).WorkflowExecutionStartedEventAttributes.Identity,
            },
            backoff);
    }

    private MutableState StartNext(StartInput input, long delay)
    {
        var started = Event(1);
        var earliest = State.ExecutionTime + MinimumRunSpacing;
        var complete = input with
        {
            FirstRunId = State.FirstRunId,
            ContinuedFromRunId = State.RunId,
            Parent = State.Parent,
            ParentNamespace = State.ParentNamespace,
            ParentNamespaceId = started.WorkflowExecutionStartedEventAttributes.ParentWorkflowNamespaceId,
            ParentInitiatedEventId = State.ParentInitiatedEventId,
            Root = State.Root?.WorkflowId == State.WorkflowId && State.Parent is null ? null : State.Root,
            ExecutionTimeoutMs = State.ExecutionTimeoutMs,
            HasExecutionTimeout = started.WorkflowExecutionStartedEventAttributes.WorkflowExecutionTimeout is not null,
            ExecutionExpirationTime = State.ExecutionExpirationTime,
            TaskTimeoutMs = input.TaskTimeoutMs == 0 ? State.WorkflowTaskTimeoutMs : input.TaskTimeoutMs,
            UserMetadata = started.UserMetadata,
            Priority = started.WorkflowExecutionStartedEventAttributes.Priority,
            OriginalStartTime = State.OriginalStartTime,
            InheritedPinnedVersion = VersionToInherit(input.TaskQueue),
            VersioningOverride = State.Versioning?.VersioningOverride,
            ResetPoints = State.ResetPoints,
            FirstTaskBackoff = Math.Max(delay, Math.Max(0, earliest - Now)),
        };
        var next = Start(complete, Now);
        if (complete.Root is null)
        {
            next.State.Root = State.Root;
        }

        next.ScheduleFirstWorkflowTask();
        return next;
    }

    private static string NewRunId() => Guid.CreateVersion7().ToString();
}
