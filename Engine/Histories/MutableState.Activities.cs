using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Activities from being scheduled to their end. Attempts leave nothing in the history; when the activity closes,
/// its Started event is written with the last attempt, directly before the result.
/// </summary>
internal sealed partial class MutableState
{
    public ActivityState? FindActivity(long scheduledEventId) =>
        State.Activities.TryGetValue(scheduledEventId, out var activity) ? activity : null;

    public ActivityState? FindActivity(string activityId) =>
        State.Activities.Values.FirstOrDefault(a => a.ActivityId == activityId);

    /// <summary>Whether a worker's token is for the attempt that runs now.</summary>
    public static bool IsCurrentAttempt(ActivityState activity, TaskToken token) =>
        activity.StartedTime != 0 && activity.Attempt == token.Attempt && activity.StartedTime == token.StartedTime;

    public void StartActivity(
        ActivityState activity, string identity, string requestId, WorkerVersionStamp? version = null)
    {
        activity.WorkerVersion = version;
        activity.StartedTime = Now;
        activity.LastStartedTime = Now;
        activity.StartedIdentity = identity;
        activity.LastWorkerIdentity = identity;
        activity.RequestId = requestId;
        activity.BackingOff = false;
        activity.LastHeartbeatTime = 0;
        activity.Reset = false;
    }

    public void RecordHeartbeat(ActivityState activity, Payloads? details, string identity)
    {
        activity.LastHeartbeatTime = Now;
        activity.HeartbeatDetails = details;
        activity.LastWorkerIdentity = identity.Length > 0 ? identity : activity.LastWorkerIdentity;
    }

    public void CompleteActivity(ActivityState activity, Payloads? result, string identity)
    {
        // One that nobody took can still be completed by its id.
        if (activity.StartedTime == 0)
        {
            StartActivity(activity, identity, "");
        }

        var startedId = AddActivityStarted(activity);
        var completed = NewEvent(EventType.ActivityTaskCompleted);
        completed.ActivityTaskCompletedEventAttributes = new ActivityTaskCompletedEventAttributes
        {
            Result = result,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedId,
            Identity = identity,
        };
        EndActivity(activity, completed);
    }

    /// <summary>Retries the activity or ends it.</summary>
    public void FailActivity(ActivityState activity, Failure failure, string identity)
    {
        var state = TryRetryActivity(activity, failure);
        if (state == RetryState.InProgress)
        {
            return;
        }

        if (activity.StartedTime == 0)
        {
            StartActivity(activity, identity, "");
        }

        var startedId = AddActivityStarted(activity);
        var failed = NewEvent(EventType.ActivityTaskFailed);
        failed.ActivityTaskFailedEventAttributes = new ActivityTaskFailedEventAttributes
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedId,
            Identity = identity,
            RetryState = state,
        };
        EndActivity(activity, failed);
    }

    public void CancelActivity(ActivityState activity, Payloads? details, string identity)
    {
        var startedId = activity.StartedTime == 0 ? 0 : AddActivityStarted(activity);
        AddActivityCanceled(activity, details, identity, startedId);
    }

    private void AddActivityCanceled(ActivityState activity, Payloads? details, string identity, long startedId)
    {
        var canceled = NewEvent(EventType.ActivityTaskCanceled);
        canceled.ActivityTaskCanceledEventAttributes = new ActivityTaskCanceledEventAttributes
        {
            Details = details,
            LatestCancelRequestedEventId = activity.CancelRequestedEventId,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedId,
            Identity = identity,
        };
        EndActivity(activity, canceled);
    }

    private void EndActivity(ActivityState activity, HistoryEvent result)
    {
        State.Activities.Remove(activity.ScheduledEventId);
        if (activity.Paused)
        {
            NotePausedActivities();
        }

        AddExternal(result);
        ScheduleWorkflowTask();
    }

    private long AddActivityStarted(ActivityState activity)
    {
        var started = NewEvent(EventType.ActivityTaskStarted);
        started.EventTime = Ticks.ToTimestamp(activity.StartedTime);
        started.ActivityTaskStartedEventAttributes = new ActivityTaskStartedEventAttributes
        {
            ScheduledEventId = activity.ScheduledEventId,
            Identity = activity.StartedIdentity,
            RequestId = activity.RequestId,
            Attempt = activity.Attempt,
            LastFailure = activity.LastFailure,
            WorkerVersion = activity.WorkerVersion,
        };
        AddExternal(started);
        return started.EventId;
    }

    /// <summary>InProgress when the activity waits for its next attempt now.</summary>
    private RetryState TryRetryActivity(ActivityState activity, Failure failure)
    {
        if (activity.CancelRequested)
        {
            return RetryState.CancelRequested;
        }

        if (activity.Reset && activity.StartedTime != 0)
        {
            activity.Reset = false;
            activity.Attempt = 0;
        }

        var expiration = activity.ScheduleToCloseMs == 0
            ? 0
            : activity.FirstScheduledTime + Ticks.FromMs(activity.ScheduleToCloseMs);
        var state = RetryRules.Next(
            activity.RetryPolicy, Math.Max(1, activity.Attempt), Now, expiration, failure, out var delay);
        if (activity.Paused && state is RetryState.MaximumAttemptsReached or RetryState.Timeout)
        {
            // Whoever paused it decides whether there is another attempt.
            (state, delay) = (RetryState.InProgress, 0);
        }

        if (state != RetryState.InProgress)
        {
            return state;
        }

        activity.Attempt++;
        activity.LastFailure = failure;
        activity.StartedTime = 0;
        activity.StartedIdentity = "";
        activity.RequestId = "";
        activity.LastAttemptCompleteTime = Now;
        activity.ScheduledTime = Now + delay;
        activity.BackingOff = !activity.Paused;
        return state;
    }

    /// <summary>When the activity must be looked at next, and why.</summary>
    private static long ActivityDeadline(ActivityState activity, out TimeoutType type)
    {
        type = TimeoutType.Unspecified;
        if (activity.Paused)
        {
            // Its time stands still; what has run out meanwhile is found when it goes on.
            return 0;
        }

        var deadline = long.MaxValue;
        var found = TimeoutType.Unspecified;
        void Consider(long from, long milliseconds, TimeoutType candidate)
        {
            if (milliseconds != 0 && from + Ticks.FromMs(milliseconds) is var time && time < deadline)
            {
                deadline = time;
                found = candidate;
            }
        }

        if (activity.StartedTime != 0)
        {
            // First: of two that are due at the same moment the first counts, and this one allows no retry.
            Consider(activity.FirstScheduledTime, activity.ScheduleToCloseMs, TimeoutType.ScheduleToClose);
            Consider(activity.StartedTime, activity.StartToCloseMs, TimeoutType.StartToClose);
            Consider(
                Math.Max(activity.StartedTime, activity.LastHeartbeatTime), activity.HeartbeatMs,
                TimeoutType.Heartbeat);
        }
        else if (activity.BackingOff)
        {
            deadline = activity.ScheduledTime;
        }
        else
        {
            Consider(activity.ScheduledTime, activity.ScheduleToStartMs, TimeoutType.ScheduleToStart);
        }

        Consider(activity.FirstScheduledTime, activity.ScheduleToCloseMs, TimeoutType.ScheduleToClose);
        type = found;
        return deadline == long.MaxValue ? 0 : deadline;
    }

    private void FireActivityTimers()
    {
        foreach (var activity in State.Activities.Values.ToArray())
        {
            var deadline = ActivityDeadline(activity, out var type);
            if (deadline == 0 || deadline > Now || !IsRunning)
            {
                continue;
            }

            if (type == TimeoutType.Unspecified)
            {
                activity.BackingOff = false;
                Effects.Add(new Effect(EffectKind.Activity, activity.ScheduledEventId));
                continue;
            }

            TimeOutActivity(activity, type);
        }
    }

    private void TimeOutActivity(ActivityState activity, TimeoutType type)
    {
        var state = TryRetryActivity(activity, ServerFailures.ActivityTimeout(type, null, null));
        if (state == RetryState.InProgress)
        {
            return;
        }

        // When another attempt would begin too late, it is the whole time that is over.
        var failure = ServerFailures.ActivityTimeout(
            state == RetryState.Timeout ? TimeoutType.ScheduleToClose : type, activity.HeartbeatDetails,
            activity.LastFailure);
        var startedId = activity.StartedTime == 0 ? 0 : AddActivityStarted(activity);
        var timedOut = NewEvent(EventType.ActivityTaskTimedOut);
        timedOut.ActivityTaskTimedOutEventAttributes = new ActivityTaskTimedOutEventAttributes
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedId,
            RetryState = state,
        };
        EndActivity(activity, timedOut);
    }
}
