using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Commands that schedule activities and cancel them.</summary>
internal sealed partial class MutableState
{
    private void ScheduleActivity(Command command, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        var attributes = command.ScheduleActivityTaskCommandAttributes
            ?? throw new CommandException(
                bad, "ScheduleActivityTaskCommandAttributes is not set on ScheduleActivityTaskCommand.");
        CheckId(attributes.ActivityId, "ActivityId", "ScheduleActivityTaskCommand", bad, completion);
        CheckId(attributes.ActivityType?.Name ?? "", "ActivityType", "ScheduleActivityTaskCommand", bad, completion);
        CheckSize(attributes.Input, "ScheduleActivityTaskCommandAttributes.Input", completion);
        if (RetryRules.Validate(attributes.RetryPolicy) is { } policyError)
        {
            throw new CommandException(bad, policyError);
        }

        if (FindActivity(attributes.ActivityId) is not null)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.ScheduleActivityDuplicateId,
                $"activity with ActivityId: {attributes.ActivityId} already exists");
        }

        if (State.Activities.Count >= completion.Rules.MaximumPending)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.PendingActivitiesLimitExceeded,
                "the number of pending activities, " + State.Activities.Count
                    + ", has reached the per-workflow limit of "
                + completion.Rules.MaximumPending);
        }

        var (toClose, toStart, startToClose, heartbeat) = ActivityTimeouts(attributes);
        var queue = attributes.TaskQueue?.Name is { Length: > 0 } name ? name : State.TaskQueue;
        var retryPolicy = RetryRules.WithDefaults(attributes.RetryPolicy);
        var scheduled = NewEvent(EventType.ActivityTaskScheduled);
        SetMetadata(scheduled, command);
        scheduled.ActivityTaskScheduledEventAttributes = new ActivityTaskScheduledEventAttributes
        {
            ActivityId = attributes.ActivityId,
            ActivityType = attributes.ActivityType,
            TaskQueue = new TaskQueue { Name = queue, Kind = TaskQueueKind.Normal },
            Header = attributes.Header,
            Input = attributes.Input,
            ScheduleToCloseTimeout = Ticks.DurationMs(toClose),
            ScheduleToStartTimeout = Ticks.DurationMs(toStart),
            StartToCloseTimeout = Ticks.DurationMs(startToClose),
            HeartbeatTimeout = Ticks.DurationMs(heartbeat),
            WorkflowTaskCompletedEventId = completion.EventId,
            RetryPolicy = retryPolicy,
            Priority = attributes.Priority,
            UseWorkflowBuildId = attributes.UseWorkflowBuildId,
        };
        Add(scheduled);
        var activity = new ActivityState
        {
            ScheduledEventId = scheduled.EventId,
            ActivityId = attributes.ActivityId,
            TaskQueue = queue,
            Attempt = 1,
            FirstScheduledTime = Now,
            ScheduledTime = Now,
            RetryPolicy = retryPolicy,
            ScheduleToCloseMs = toClose,
            ScheduleToStartMs = toStart,
            StartToCloseMs = startToClose,
            HeartbeatMs = heartbeat,
        };
        State.Activities.Add(scheduled.EventId, activity);
        if (attributes.RequestEagerExecution)
        {
            StartActivity(
                activity, completion.Request.Identity, Guid.NewGuid().ToString(),
                WorkerVersions.Of(completion.Request));
            completion.Eager.Add(activity);
        }
        else
        {
            Effects.Add(new Effect(EffectKind.Activity, scheduled.EventId));
        }
    }

    /// <summary>Fills in the timeouts that were left open and caps all of them by the run's own.</summary>
    private (long ToClose, long ToStart, long StartToClose, long Heartbeat) ActivityTimeouts(
        ScheduleActivityTaskCommandAttributes attributes)
    {
        var toClose = Ticks.Ms(attributes.ScheduleToCloseTimeout);
        var toStart = Ticks.Ms(attributes.ScheduleToStartTimeout);
        var startToClose = Ticks.Ms(attributes.StartToCloseTimeout);
        var heartbeat = Ticks.Ms(attributes.HeartbeatTimeout);
        foreach (var duration in new[]
        {
            attributes.ScheduleToCloseTimeout, attributes.ScheduleToStartTimeout,
            attributes.StartToCloseTimeout, attributes.HeartbeatTimeout,
        })
        {
            if (duration is { } d && (d.Seconds < 0 || d.Nanos < 0))
            {
                throw new CommandException(
                    WorkflowTaskFailedCause.BadScheduleActivityAttributes, "A valid timeout may not be negative.");
            }
        }

        if (toClose == 0 && startToClose == 0)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.BadScheduleActivityAttributes,
                "A valid StartToClose or ScheduleToCloseTimeout is not set on ScheduleActivityTaskCommand.");
        }

        var run = State.RunExpirationTime == 0
            ? 0 : Ticks.Ms(Event(1).WorkflowExecutionStartedEventAttributes.WorkflowRunTimeout);
        if (toClose != 0)
        {
            toClose = Cap(toClose, run);
            toStart = toStart == 0 ? toClose : Cap(toStart, toClose);
            startToClose = startToClose == 0 ? toClose : Cap(startToClose, toClose);
        }
        else
        {
            toClose = run;
            toStart = toStart == 0 ? run : Cap(toStart, run);
            startToClose = Cap(startToClose, run);
        }

        return (toClose, toStart, startToClose, Cap(heartbeat, startToClose));
    }

    private static long Cap(long value, long limit) => limit == 0 ? value : Math.Min(value, limit);

    private void RequestCancelActivity(RequestCancelActivityTaskCommandAttributes? attributes, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadRequestCancelActivityAttributes;
        var id = attributes?.ScheduledEventId ?? 0;
        if (id <= 0 || id >= State.NextEventId || Event(id).EventType != EventType.ActivityTaskScheduled)
        {
            throw new CommandException(bad, "ScheduledEventId is not set on RequestCancelActivityTaskCommand.");
        }

        var activity = FindActivity(id);
        if (activity is { CancelRequested: true })
        {
            return;
        }

        var requested = NewEvent(EventType.ActivityTaskCancelRequested);
        requested.ActivityTaskCancelRequestedEventAttributes = new ActivityTaskCancelRequestedEventAttributes
        {
            ScheduledEventId = id,
            WorkflowTaskCompletedEventId = completion.EventId,
        };
        // The activity may have ended while the worker decided; its result is on its way.
        Add(requested);
        if (activity is null)
        {
            return;
        }

        activity.CancelRequested = true;
        activity.CancelRequestedEventId = requested.EventId;
        if (activity.StartedTime == 0)
        {
            // Nobody works on it: it is over at once, and the workflow must hear of it.
            State.Activities.Remove(id);
            var canceled = NewEvent(EventType.ActivityTaskCanceled);
            canceled.ActivityTaskCanceledEventAttributes = new ActivityTaskCanceledEventAttributes
            {
                LatestCancelRequestedEventId = requested.EventId,
                ScheduledEventId = id,
                Identity = completion.Request.Identity,
            };
            State.BufferedEvents.Add(canceled);
        }
    }
}
