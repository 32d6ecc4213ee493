using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Workflow tasks. A task of attempt 1 has its Scheduled and Started events in the history. A later attempt
/// (transient) and one that only carries updates (speculative) have theirs only in what the worker is shown, until the
/// task completes or something else must be written.
/// </summary>
internal sealed partial class MutableState
{
    private const long SuggestContinueAsNewBytes = 4 * 1024 * 1024;

    /// <summary>The workflow must decide; unless it is about to anyway.</summary>
    public void ScheduleWorkflowTask(int attempt = 1)
    {
        if (!IsRunning || State.WorkflowTask is not null)
        {
            return;
        }

        // Before its time (start delay, backoff) nothing makes a first task.
        if (State.LastCompletedTaskStartedEventId == 0 && State.FirstTaskTime > Now)
        {
            return;
        }

        var task = NewTask(attempt);
        State.WorkflowTask = task;
        if (attempt == 1)
        {
            task.ScheduledEventId = AddRaw(ScheduledEvent(task)).EventId;
        }

        Effects.Add(new Effect(EffectKind.WorkflowTask, task.ScheduledEventId));
    }

    /// <summary>A task for updates alone, which leaves no trace when all of them are rejected.</summary>
    public void ScheduleSpeculativeWorkflowTask()
    {
        if (!IsRunning || State.WorkflowTask is not null)
        {
            return;
        }

        State.WorkflowTask = NewTask(1);
        State.WorkflowTask.Speculative = true;
        Effects.Add(new Effect(EffectKind.WorkflowTask, State.WorkflowTask.ScheduledEventId));
    }

    /// <summary>Hands the pending task to a worker.</summary>
    /// <param name="identity">The worker.</param>
    /// <param name="requestId">Names the start.</param>
    /// <param name="version">The worker's version.</param>
    /// <param name="suggestContinueAsNewAt">From how many events on it is told to continue as new.</param>
    public void StartWorkflowTask(
        string identity, string requestId, WorkerVersionStamp? version = null,
        int suggestContinueAsNewAt = int.MaxValue)
    {
        var task = State.WorkflowTask!;
        if (task.Attempt > 1 && !task.Speculative && task.ScheduledEventId != State.NextEventId)
        {
            // News came since the failure: the worker's next try is a task like any other.
            task.Attempt = 1;
            task.ScheduledEventId = AddRaw(ScheduledEvent(task)).EventId;
        }

        task.StartedTime = Now;
        task.Identity = identity;
        task.RequestId = requestId;
        task.WorkerVersion = version;
        task.HistorySize = State.HistorySize;
        task.SuggestContinueAsNew =
            State.HistorySize >= SuggestContinueAsNewBytes || History.Count >= suggestContinueAsNewAt;
        task.StartedEventId = IsWritten(task) ? AddRaw(StartedEvent(task)).EventId : task.ScheduledEventId + 1;
    }

    /// <summary>The events of a started task that only its worker sees.</summary>
    public IEnumerable<HistoryEvent> UnwrittenTaskEvents()
    {
        var task = State.WorkflowTask!;
        if (IsWritten(task))
        {
            yield break;
        }

        var scheduled = ScheduledEvent(task);
        scheduled.EventId = task.ScheduledEventId;
        scheduled.TaskId = TaskIdBase + scheduled.EventId;
        yield return scheduled;
        if (task.StartedEventId != 0)
        {
            var started = StartedEvent(task);
            started.EventId = task.StartedEventId;
            started.TaskId = TaskIdBase + started.EventId;
            yield return started;
        }
    }

    /// <summary>Whether a token's claim is the task in hand.</summary>
    public bool IsCurrentWorkflowTask(TaskToken token) =>
        IsRunning
        && State.WorkflowTask is { StartedEventId: > 0 } task
        && task.ScheduledEventId == token.ScheduledEventId
        && task.StartedEventId == token.StartedEventId
        && task.Attempt == token.Attempt
        && task.StartedTime == token.StartedTime;

    public void FailWorkflowTask(WorkflowTaskFailedCause cause, Failure? failure, string identity)
    {
        MaterializeSpeculativeTask();
        var task = State.WorkflowTask!;
        if (task.Attempt == 1)
        {
            AddRaw(FailedEvent(task, cause, failure, identity));
        }

        EndFailedTask(task.Attempt + 1);
    }

    /// <summary>The worker did not answer in time.</summary>
    private void TimeOutWorkflowTask()
    {
        MaterializeSpeculativeTask();
        var task = State.WorkflowTask!;
        if (task.Attempt == 1)
        {
            AddRaw(TimedOutEvent(task, TimeoutType.StartToClose));
        }

        EndFailedTask(task.Attempt + 1);
    }

    /// <summary>The worker that keeps the workflow in its cache did not fetch the task: anybody may.</summary>
    private void TimeOutStickyWorkflowTask()
    {
        MaterializeSpeculativeTask();
        AddRaw(TimedOutEvent(State.WorkflowTask!, TimeoutType.ScheduleToStart));
        EndFailedTask(1);
    }

    private void EndFailedTask(int nextAttempt)
    {
        ClearSticky();
        State.WorkflowTask = null;
        foreach (var update in Admitted.Values)
        {
            update.Sent = false;
        }

        if (State.BufferedEvents.Count > 0)
        {
            FlushBufferedEvents();
            nextAttempt = 1;
        }

        ScheduleWorkflowTask(nextAttempt);
    }

    public void ClearSticky()
    {
        State.StickyQueue = "";
        State.StickyTimeoutMs = 0;
    }

    /// <summary>Moves a task that waits in a dead worker's sticky queue to the normal one.</summary>
    public void UnstickPendingTask()
    {
        ClearSticky();
        if (State.WorkflowTask is { StartedEventId: 0 } task)
        {
            task.Sticky = false;
        }
    }

    /// <summary>Writes the task's missing events and its completion.</summary>
    private HistoryEvent AddTaskCompletedEvent(RespondWorkflowTaskCompletedRequest request)
    {
        var task = State.WorkflowTask!;
        WriteTaskEvents(task);
        var completed = NewEvent(EventType.WorkflowTaskCompleted);
        completed.WorkflowTaskCompletedEventAttributes = new WorkflowTaskCompletedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Identity = request.Identity,
            SdkMetadata = request.SdkMetadata,
            MeteringMetadata = request.MeteringMetadata,
            WorkerVersion = WorkerVersions.Of(request),
        };
        State.WorkflowTask = null;
        State.LastCompletedTaskStartedEventId = task.StartedEventId;
        AddRaw(completed);
        NoteCompletion(request, completed);
        return completed;
    }

    private void WriteTaskEvents(WorkflowTaskState task)
    {
        if (IsWritten(task))
        {
            return;
        }

        task.Speculative = false;
        task.ScheduledEventId = AddRaw(ScheduledEvent(task)).EventId;
        task.StartedEventId = AddRaw(StartedEvent(task)).EventId;
    }

    /// <summary>Whatever else is written makes a speculative task an ordinary one.</summary>
    private void MaterializeSpeculativeTask()
    {
        if (State.WorkflowTask is not { Speculative: true } task)
        {
            return;
        }

        task.Speculative = false;
        AddRaw(ScheduledEvent(task));
        if (task.StartedEventId != 0)
        {
            AddRaw(StartedEvent(task));
        }
    }

    private static bool IsWritten(WorkflowTaskState task) => task is { Attempt: 1, Speculative: false };

    private WorkflowTaskState NewTask(int attempt) => new()
    {
        ScheduledEventId = State.NextEventId,
        Attempt = attempt,
        ScheduledTime = Now,
        OriginalScheduledTime = Now,
        Sticky = State.StickyQueue.Length > 0,
        TimeoutMs = State.WorkflowTaskTimeoutMs,
    };

    private long WorkflowTaskDeadline() => State.WorkflowTask switch
    {
        { StartedEventId: > 0 } started => started.StartedTime + Ticks.FromMs(started.TimeoutMs),
        { Sticky: true } waiting => waiting.ScheduledTime + Ticks.FromMs(State.StickyTimeoutMs),
        _ => 0,
    };

    private HistoryEvent ScheduledEvent(WorkflowTaskState task)
    {
        var scheduled = NewEvent(EventType.WorkflowTaskScheduled);
        scheduled.EventTime = Ticks.ToTimestamp(task.ScheduledTime);
        scheduled.WorkflowTaskScheduledEventAttributes = new WorkflowTaskScheduledEventAttributes
        {
            TaskQueue = task.Sticky
                ? new TaskQueue { Name = State.StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = State.TaskQueue }
                : new TaskQueue { Name = State.TaskQueue, Kind = TaskQueueKind.Normal },
            StartToCloseTimeout = Ticks.DurationMs(task.TimeoutMs),
            Attempt = task.Attempt,
        };
        return scheduled;
    }

    private HistoryEvent StartedEvent(WorkflowTaskState task)
    {
        var started = NewEvent(EventType.WorkflowTaskStarted);
        started.EventTime = Ticks.ToTimestamp(task.StartedTime);
        started.WorkflowTaskStartedEventAttributes = new WorkflowTaskStartedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            RequestId = task.RequestId,
            SuggestContinueAsNew = task.SuggestContinueAsNew,
            HistorySizeBytes = task.HistorySize,
            WorkerVersion = task.WorkerVersion,
        };
        return started;
    }

    private HistoryEvent FailedEvent(
        WorkflowTaskState task, WorkflowTaskFailedCause cause, Failure? failure, string identity)
    {
        var failed = NewEvent(EventType.WorkflowTaskFailed);
        failed.WorkflowTaskFailedEventAttributes = new WorkflowTaskFailedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Cause = cause,
            Failure = failure,
            Identity = identity,
        };
        return failed;
    }

    private HistoryEvent TimedOutEvent(WorkflowTaskState task, TimeoutType type)
    {
        var timedOut = NewEvent(EventType.WorkflowTaskTimedOut);
        timedOut.WorkflowTaskTimedOutEventAttributes = new WorkflowTaskTimedOutEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            TimeoutType = type,
        };
        return timedOut;
    }
}
