using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>What time brings.</summary>
internal sealed partial class MutableState
{
    /// <summary>Does everything that is due at the transition's time. May add nothing when a timer was stale.</summary>
    public void FireDueTimers()
    {
        if (!IsRunning)
        {
            return;
        }

        if (State.RunExpirationTime != 0 && State.RunExpirationTime <= Now)
        {
            TimeOutWorkflow();
            return;
        }

        FireUserTimers();
        FireActivityTimers();
        if (WorkflowTaskDeadline() is not 0 and var deadline && deadline <= Now)
        {
            if (State.WorkflowTask!.StartedEventId != 0)
            {
                TimeOutWorkflowTask();
            }
            else
            {
                TimeOutStickyWorkflowTask();
            }
        }

        if (State.WorkflowTask is null && State.FirstTaskTime != 0 && State.LastCompletedTaskStartedEventId == 0)
        {
            ScheduleWorkflowTask();
        }
    }

    private void FireUserTimers()
    {
        // Those that fell due while the server was away fire in the order in which they would have.
        var due = State.Timers
            .Where(t => t.Value.FireTime <= Now)
            .OrderBy(t => t.Value.FireTime)
            .ThenBy(t => t.Value.StartedEventId)
            .ToArray();
        foreach (var (id, timer) in due)
        {
            State.Timers.Remove(id);
            var fired = NewEvent(EventType.TimerFired);
            fired.TimerFiredEventAttributes = new TimerFiredEventAttributes
            {
                TimerId = id,
                StartedEventId = timer.StartedEventId,
            };
            AddExternal(fired);
        }

        // One task for all of them, after them.
        if (due.Length > 0)
        {
            ScheduleWorkflowTask();
        }
    }

    private void TimeOutWorkflow()
    {
        ForceCloseWorkflowTask();
        var failure = ServerFailures.WorkflowTimeout();
        var state = RetryState.Timeout;
        MutableState? next = null;
        // The whole execution's time being over ends the chain; one run's time being over is like a failed run.
        if (State.ExecutionExpirationTime == 0 || State.ExecutionExpirationTime > Now)
        {
            state = NextRunState(failure, out var delay);
            next = state == RetryState.InProgress
                ? ContinueWith(ContinueAsNewInitiator.Retry, delay, failure, null, State.Attempt + 1)
                : CronRun(failure, null);
        }

        var timedOut = NewEvent(EventType.WorkflowExecutionTimedOut);
        timedOut.WorkflowExecutionTimedOutEventAttributes = new WorkflowExecutionTimedOutEventAttributes
        {
            RetryState = state,
            NewExecutionRunId = next?.State.RunId ?? "",
        };
        Close(timedOut, WorkflowExecutionStatus.TimedOut, next);
    }
}
