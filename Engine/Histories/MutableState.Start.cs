using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>The beginning of a run.</summary>
internal sealed partial class MutableState
{
    /// <summary>The workflow task timeout when nobody says otherwise.</summary>
    public const long DefaultTaskTimeoutMs = 10_000;

    /// <summary>The longest workflow task timeout; longer ones are cut.</summary>
    public const long MaximumTaskTimeoutMs = 120_000;

    /// <summary>Makes a run with its first event. A workflow task is not scheduled yet.</summary>
    public static MutableState Start(StartInput input, long now)
    {
        var runTimeout = input.RunTimeoutMs;
        if (input.ExecutionTimeoutMs != 0 && (runTimeout == 0 || runTimeout > input.ExecutionTimeoutMs))
        {
            runTimeout = input.ExecutionTimeoutMs;
        }

        var executionExpiration = input.ExecutionExpirationTime != 0
            ? input.ExecutionExpirationTime
            : input.ExecutionTimeoutMs == 0 ? 0 : now + input.FirstTaskBackoff + Ticks.FromMs(input.ExecutionTimeoutMs);
        var runExpiration = runTimeout == 0 ? 0 : now + input.FirstTaskBackoff + Ticks.FromMs(runTimeout);
        if (executionExpiration != 0 && (runExpiration == 0 || runExpiration > executionExpiration))
        {
            runExpiration = executionExpiration;
        }

        var taskTimeout = input.TaskTimeoutMs == 0
            ? DefaultTaskTimeoutMs
            : Math.Min(input.TaskTimeoutMs, MaximumTaskTimeoutMs);
        taskTimeout = Cap(taskTimeout, runTimeout);
        var state = new RunState
        {
            Namespace = input.Namespace,
            WorkflowId = input.WorkflowId,
            RunId = input.RunId,
            WorkflowType = input.WorkflowType,
            TaskQueue = input.TaskQueue,
            FirstRunId = input.FirstRunId.Length == 0 ? input.RunId : input.FirstRunId,
            OriginalRunId = input.RunId,
            StartRequestId = input.RequestId,
            ParentNamespace = input.ParentNamespace,
            Parent = input.Parent,
            ParentInitiatedEventId = input.ParentInitiatedEventId,
            Root = input.Root ?? new WorkflowExecution { WorkflowId = input.WorkflowId, RunId = input.RunId },
            Status = WorkflowExecutionStatus.Running,
            StartTime = now,
            ExecutionTime = now + input.FirstTaskBackoff,
            FirstTaskTime = input.FirstTaskBackoff == 0 ? 0 : now + input.FirstTaskBackoff,
            RunExpirationTime = runExpiration,
            ExecutionExpirationTime = executionExpiration,
            WorkflowTaskTimeoutMs = taskTimeout,
            RunTimeoutMs = input.RunTimeoutMs,
            ExecutionTimeoutMs = input.ExecutionTimeoutMs,
            NextEventId = 1,
            Attempt = input.Attempt,
            RetryPolicy = input.RetryPolicy is null ? null : RetryRules.WithDefaults(input.RetryPolicy),
            CronSchedule = input.CronSchedule,
            // Clones: the run changes its own, the event must stay as it was.
            Memo = input.Memo?.Clone(),
            SearchAttributes = input.SearchAttributes?.Clone(),
            ContinuedFromRunId = input.ContinuedFromRunId,
            OriginalStartTime = input.OriginalStartTime == 0 ? now : input.OriginalStartTime,
            ResetPoints = input.ResetPoints?.Clone(),
        };
        var run = new MutableState(state, [], null);
        run.InheritVersion(input);
        run.Begin(now);
        run.AddStartedEvent(input, runTimeout, taskTimeout);
        return run;
    }

    private void AddStartedEvent(StartInput input, long runTimeoutMs, long taskTimeoutMs)
    {
        var started = NewEvent(EventType.WorkflowExecutionStarted);
        started.UserMetadata = input.UserMetadata;
        if (input.Links is not null)
        {
            started.Links.Add(input.Links);
        }

        started.WorkflowExecutionStartedEventAttributes = new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = new WorkflowType { Name = input.WorkflowType },
            ParentWorkflowNamespace = input.ParentNamespace,
            ParentWorkflowNamespaceId = input.ParentNamespaceId,
            ParentWorkflowExecution = input.Parent,
            ParentInitiatedEventId = input.ParentInitiatedEventId,
            TaskQueue = new TaskQueue { Name = input.TaskQueue, Kind = TaskQueueKind.Normal },
            Input = input.Input,
            WorkflowExecutionTimeout = input is { ExecutionTimeoutMs: 0, HasExecutionTimeout: false }
                ? null
                : Ticks.DurationMs(input.ExecutionTimeoutMs),
            WorkflowRunTimeout = runTimeoutMs == 0 && !input.HasRunTimeout ? null : Ticks.DurationMs(runTimeoutMs),
            WorkflowTaskTimeout = Ticks.DurationMs(taskTimeoutMs),
            ContinuedExecutionRunId = input.ContinuedFromRunId,
            Initiator = input.Initiator,
            ContinuedFailure = input.ContinuedFailure,
            LastCompletionResult = input.LastCompletionResult,
            OriginalExecutionRunId = input.RunId,
            Identity = input.Identity,
            FirstExecutionRunId = State.FirstRunId,
            RetryPolicy = State.RetryPolicy,
            Attempt = input.Attempt,
            WorkflowExecutionExpirationTime = Ticks.ToTimestampOrNull(State.ExecutionExpirationTime),
            CronSchedule = input.CronSchedule,
            FirstWorkflowTaskBackoff = new Google.Protobuf.WellKnownTypes.Duration
            {
                Seconds = input.FirstTaskBackoff / TimeSpan.TicksPerSecond,
                Nanos = (int)(input.FirstTaskBackoff % TimeSpan.TicksPerSecond * 100),
            },
            Memo = input.Memo,
            SearchAttributes = input.SearchAttributes,
            Header = input.Header,
            WorkflowId = input.WorkflowId,
            RootWorkflowExecution = input.Parent is null ? null : State.Root,
            Priority = input.Priority,
            EagerExecutionAccepted = input.EagerExecutionAccepted,
            VersioningOverride = input.VersioningOverride,
            InheritedPinnedVersion = input.InheritedPinnedVersion,
        };
        AddRaw(started);
    }

    /// <summary>Schedules the first workflow task unless it must wait for its time.</summary>
    public void ScheduleFirstWorkflowTask()
    {
        if (State.FirstTaskTime <= Now)
        {
            ScheduleWorkflowTask();
        }
    }
}
