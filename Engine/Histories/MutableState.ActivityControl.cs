using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Operators' hands on pending activities. None of it is in the history.</summary>
internal sealed partial class MutableState
{
    /// <summary>The pending activities with the id, of the type, or all.</summary>
    public List<ActivityState> SelectActivities(string? id, string? type, bool all) =>
        [.. State.Activities.Values.Where(a =>
            all
            || (id is not null && a.ActivityId == id)
            || (type is not null && ActivityType(a) == type))];

    /// <summary>Keeps further attempts from being handed out; a running one is told by its heartbeat.</summary>
    public void PauseActivity(ActivityState activity, string identity, string reason)
    {
        if (activity.Paused)
        {
            return;
        }

        activity.Paused = true;
        activity.PauseTime = Now;
        activity.PauseIdentity = identity;
        activity.PauseReason = reason;
    }

    public void UnpauseActivity(ActivityState activity, bool resetAttempts, bool resetHeartbeat)
    {
        if (!activity.Paused)
        {
            return;
        }

        activity.Paused = false;
        if (resetAttempts)
        {
            activity.Attempt = activity.StartedTime == 0 ? 1 : activity.Attempt;
            activity.Reset = activity.StartedTime != 0;
        }

        if (resetHeartbeat)
        {
            activity.HeartbeatDetails = null;
        }

        HandOutNow(activity);
    }

    /// <summary>Lets the attempts begin again at 1.</summary>
    public void ResetActivity(ActivityState activity, bool resetHeartbeat, bool keepPaused, bool restoreOptions)
    {
        if (restoreOptions)
        {
            RestoreOptions(activity);
        }

        if (!keepPaused)
        {
            activity.Paused = false;
        }

        if (resetHeartbeat)
        {
            activity.HeartbeatDetails = null;
        }

        if (activity.StartedTime != 0)
        {
            // The running attempt is told by its heartbeat; the next one is the first.
            activity.Reset = true;
            return;
        }

        activity.Attempt = 1;
        activity.LastFailure = null;
        HandOutNow(activity);
    }

    /// <summary>Keeps the attribute by which runs with paused activities are found.</summary>
    public void NotePausedActivities()
    {
        string[] types =
            [.. State.Activities.Values.Where(a => a.Paused).Select(ActivityType).Distinct(StringComparer.Ordinal)
            .Select(t => $"property:activityType={t}")];
        if (types.Length > 0)
        {
            State.SearchAttributes ??= new SearchAttributes();
            State.SearchAttributes.IndexedFields[PauseAttribute] = Attribute(
                "KeywordList", System.Text.Json.JsonSerializer.Serialize(types));
        }
        else
        {
            State.SearchAttributes?.IndexedFields.Remove(PauseAttribute);
        }
    }

    /// <summary>Changes the named options.</summary>
    /// <exception cref="FormatException">The mask names something that cannot be changed.</exception>
    public void UpdateActivityOptions(ActivityState activity, ActivityOptions options, FieldMask mask)
    {
        foreach (var path in mask.Paths)
        {
            SetOption(activity, options, path.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant());
        }

        HandOutAgain(activity);
    }

    /// <summary>After a change of its options: at once, or when the new policy says.</summary>
    private void HandOutAgain(ActivityState activity)
    {
        if (!activity.BackingOff)
        {
            HandOutNow(activity);
        }
        else if (RetryRules.Next(
            activity.RetryPolicy, activity.Attempt - 1, activity.LastAttemptCompleteTime, 0, activity.LastFailure,
            out var delay)
            == RetryState.InProgress)
        {
            activity.ScheduledTime = activity.LastAttemptCompleteTime + delay;
        }
    }

    public void RestoreActivityOptions(ActivityState activity)
    {
        RestoreOptions(activity);
        HandOutAgain(activity);
    }

    private void RestoreOptions(ActivityState activity)
    {
        var scheduled = Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes;
        activity.TaskQueue = scheduled.TaskQueue.Name;
        activity.ScheduleToCloseMs = Ticks.Ms(scheduled.ScheduleToCloseTimeout);
        activity.ScheduleToStartMs = Ticks.Ms(scheduled.ScheduleToStartTimeout);
        activity.StartToCloseMs = Ticks.Ms(scheduled.StartToCloseTimeout);
        activity.HeartbeatMs = Ticks.Ms(scheduled.HeartbeatTimeout);
        activity.RetryPolicy = scheduled.RetryPolicy;
    }

    public static ActivityOptions OptionsOf(ActivityState activity) => new()
    {
        TaskQueue = new TaskQueue { Name = activity.TaskQueue, Kind = TaskQueueKind.Normal },
        ScheduleToCloseTimeout = Ticks.DurationMs(activity.ScheduleToCloseMs),
        ScheduleToStartTimeout = Ticks.DurationMs(activity.ScheduleToStartMs),
        StartToCloseTimeout = Ticks.DurationMs(activity.StartToCloseMs),
        HeartbeatTimeout = Ticks.DurationMs(activity.HeartbeatMs),
        RetryPolicy = activity.RetryPolicy,
    };

    private static void SetOption(ActivityState activity, ActivityOptions options, string path)
    {
        // Shared with the scheduled event: changed only as a copy.
        var retry = activity.RetryPolicy?.Clone() ?? new RetryPolicy();
        var wanted = options.RetryPolicy ?? new RetryPolicy();
        switch (path)
        {
            case "TASKQUEUE" or "TASKQUEUE.NAME" or "TASKQUEUENAME":
                activity.TaskQueue = options.TaskQueue?.Name is { Length: > 0 } name
                    ? name
                    : throw new FormatException("task queue is empty");
                return;
            case "SCHEDULETOCLOSETIMEOUT":
                activity.ScheduleToCloseMs = Ticks.Ms(options.ScheduleToCloseTimeout);
                return;
            case "SCHEDULETOSTARTTIMEOUT":
                activity.ScheduleToStartMs = Ticks.Ms(options.ScheduleToStartTimeout);
                return;
            case "STARTTOCLOSETIMEOUT":
                activity.StartToCloseMs = Ticks.Ms(options.StartToCloseTimeout);
                return;
            case "HEARTBEATTIMEOUT":
                activity.HeartbeatMs = Ticks.Ms(options.HeartbeatTimeout);
                return;
            case "RETRYPOLICY":
                retry = RetryRules.WithDefaults(wanted);
                break;
            case "RETRYPOLICY.INITIALINTERVAL":
                retry.InitialInterval = wanted.InitialInterval;
                break;
            case "RETRYPOLICY.BACKOFFCOEFFICIENT":
                retry.BackoffCoefficient = wanted.BackoffCoefficient;
                break;
            case "RETRYPOLICY.MAXIMUMINTERVAL":
                retry.MaximumInterval = wanted.MaximumInterval;
                break;
            case "RETRYPOLICY.MAXIMUMATTEMPTS":
                retry.MaximumAttempts = wanted.MaximumAttempts;
                break;
            default:
                throw new FormatException($"unsupported field in the update mask: {path}");
        }

        activity.RetryPolicy = RetryRules.Validate(retry) is { } error ? throw new FormatException(error) : retry;
    }

    private string ActivityType(ActivityState activity) =>
        Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes.ActivityType?.Name ?? "";

    private void HandOutNow(ActivityState activity)
    {
        if (activity.StartedTime != 0 || activity.Paused)
        {
            return;
        }

        activity.BackingOff = false;
        activity.ScheduledTime = Now;
        Effects.Add(new Effect(EffectKind.Activity, activity.ScheduledEventId));
    }
}
