using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>Activities that the server hands out.</summary>
internal sealed partial class ReplayCore
{
    private LazyMap<uint, ActivityState> _activities = new();
    private LazyMap<long, ActivityState> _activitiesByEvent = new();

    private void ScheduleActivity(WorkflowCommand.ScheduleActivity command)
    {
        var attributes = command.Attributes;
        var proto = NewCommand(CommandType.ScheduleActivityTask, command.Metadata);
        proto.ScheduleActivityTaskCommandAttributes = attributes;
        var checkIds = _flags.TryUse(SdkFlags.IdAndTypeDeterminismChecks, _replaying);
        ActivityState state = null!;
        state = new ActivityState(
            command.Seq,
            attributes.ActivityId,
            attributes.ActivityType.Name,
            command.CancellationType,
            new OutgoingCommand
            {
                Proto = proto,
                Description = $"ScheduleActivityTask, id '{attributes.ActivityId}', type '{attributes.ActivityType.Name}'",
                Records = EventType.ActivityTaskScheduled,
                Differs = e => !checkIds
                    ? null
                    : Compare("id", e.ActivityTaskScheduledEventAttributes.ActivityId, attributes.ActivityId)
                        ?? Compare(
                            "type",
                            e.ActivityTaskScheduledEventAttributes.ActivityType.Name,
                            attributes.ActivityType.Name),
                Recorded = e =>
                {
                    state.ScheduledEventId = e.EventId;
                    _activitiesByEvent[e.EventId] = state;
                },
            });
        _activities[command.Seq] = state;
        Add(state.Schedule);
    }

    private void CancelActivity(uint seq)
    {
        if (!_activities.TryGetValue(seq, out var activity) || activity.Resolved)
        {
            return;
        }

        if (!activity.Schedule.Sent)
        {
            activity.Schedule.Dropped = true;
            ResolveActivity(activity, CancelledActivity(activity, null));
            return;
        }

        if (activity.CancellationType != ActivityCancellationType.Abandon)
        {
            // The event id is known by now: a sent command was recorded before the workflow runs again.
            var proto = NewCommand(CommandType.RequestCancelActivityTask);
            proto.RequestCancelActivityTaskCommandAttributes = new RequestCancelActivityTaskCommandAttributes
            {
                ScheduledEventId = activity.ScheduledEventId,
            };
            Add(new OutgoingCommand
            {
                Proto = proto,
                Description = $"RequestCancelActivityTask, id '{activity.Id}'",
                Records = EventType.ActivityTaskCancelRequested,
                Differs = e => e.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId == activity.ScheduledEventId
                    ? null
                    : "history cancels another activity",
            });
        }

        if (activity.CancellationType != ActivityCancellationType.WaitCancellationCompleted)
        {
            ResolveActivity(activity, CancelledActivity(activity, null));
        }
    }

    private void ApplyActivityEvent(HistoryEvent e)
    {
        var scheduledEventId = e.EventType switch
        {
            EventType.ActivityTaskStarted => e.ActivityTaskStartedEventAttributes.ScheduledEventId,
            EventType.ActivityTaskCompleted => e.ActivityTaskCompletedEventAttributes.ScheduledEventId,
            EventType.ActivityTaskFailed => e.ActivityTaskFailedEventAttributes.ScheduledEventId,
            EventType.ActivityTaskTimedOut => e.ActivityTaskTimedOutEventAttributes.ScheduledEventId,
            _ => e.ActivityTaskCanceledEventAttributes.ScheduledEventId,
        };
        if (!_activitiesByEvent.TryGetValue(scheduledEventId, out var activity))
        {
            throw new WorkflowNondeterminismException(
                $"[TMPRL1100] Nondeterminism error: history has event {e.EventId} ({e.EventType}) of an activity that "
                + "the workflow code did not schedule");
        }

        if (e.EventType == EventType.ActivityTaskStarted)
        {
            activity.StartedEventId = e.EventId;
            return;
        }

        _activitiesByEvent.Remove(scheduledEventId);
        ResolveActivity(activity, e.EventType switch
        {
            EventType.ActivityTaskCompleted => Resolution.Success(e.ActivityTaskCompletedEventAttributes.Result),
            EventType.ActivityTaskFailed => FailedActivity(activity, e.ActivityTaskFailedEventAttributes),
            EventType.ActivityTaskTimedOut => TimedOutActivity(activity, e.ActivityTaskTimedOutEventAttributes),
            _ => CancelledActivity(activity, e.ActivityTaskCanceledEventAttributes),
        });
    }

    private void ResolveActivity(ActivityState activity, Resolution resolution)
    {
        if (activity.Resolved)
        {
            return;
        }

        activity.Resolved = true;
        _activities.Remove(activity.Seq);
        _jobs.Add(new ActivationJob.ResolveActivity(activity.Seq, resolution));
    }

    private static Resolution FailedActivity(ActivityState activity, ActivityTaskFailedEventAttributes a) =>
        new(Failure: FailureMaker.Activity(
            "Activity task failed", a.Failure, activity.Id, activity.Type, a.RetryState,
            a.ScheduledEventId, a.StartedEventId, a.Identity));

    private static Resolution TimedOutActivity(ActivityState activity, ActivityTaskTimedOutEventAttributes a) =>
        new(Failure: FailureMaker.Activity(
            "Activity task timed out", a.Failure, activity.Id, activity.Type, a.RetryState,
            a.ScheduledEventId, a.StartedEventId));

    private static Resolution CancelledActivity(ActivityState activity, ActivityTaskCanceledEventAttributes? a)
    {
        Failure cause = FailureMaker.Canceled("Activity cancelled", a?.Details);
        return new(Failure: FailureMaker.Activity(
            "Activity cancelled", cause, activity.Id, activity.Type, RetryState.CancelRequested,
            activity.ScheduledEventId, a?.StartedEventId ?? activity.StartedEventId, a?.Identity ?? ""));
    }
}
