using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace Temporal.DevServer.Histories;

/// <summary>Commands about activities, timers, markers and the run's own attributes.</summary>
internal sealed partial class MutableState
{
    private void ScheduleActivity(Command command, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        var attributes = command.ScheduleActivityTaskCommandAttributes
            ?? throw new CommandException(bad, "ScheduleActivityTaskCommandAttributes is not set on ScheduleActivityTaskCommand.");
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
                "the number of pending activities, " + State.Activities.Count + ", has reached the per-workflow limit of "
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
                activity, completion.Request.Identity, Guid.NewGuid().ToString(), WorkerVersions.Of(completion.Request));
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

        var run = State.RunExpirationTime == 0 ? 0 : Ticks.Ms(Event(1).WorkflowExecutionStartedEventAttributes.WorkflowRunTimeout);
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

    private void StartTimer(Command command, Completion completion)
    {
        const WorkflowTaskFailedCause bad = WorkflowTaskFailedCause.BadStartTimerAttributes;
        var attributes = command.StartTimerCommandAttributes
            ?? throw new CommandException(bad, "StartTimerCommandAttributes is not set on StartTimerCommand.");
        CheckId(attributes.TimerId, "TimerId", "StartTimerCommand", bad, completion);
        var duration = attributes.StartToFireTimeout;
        if (duration is null || duration.Seconds < 0 || duration.Nanos < 0 || duration is { Seconds: 0, Nanos: 0 })
        {
            throw new CommandException(bad, "Invalid StartToFireTimeout on StartTimerCommand: must be positive.");
        }

        if (State.Timers.ContainsKey(attributes.TimerId))
        {
            throw new CommandException(
                WorkflowTaskFailedCause.StartTimerDuplicateId, $"timer with TimerId: {attributes.TimerId} already exists");
        }

        var started = NewEvent(EventType.TimerStarted);
        SetMetadata(started, command);
        started.TimerStartedEventAttributes = new TimerStartedEventAttributes
        {
            TimerId = attributes.TimerId,
            StartToFireTimeout = duration,
            WorkflowTaskCompletedEventId = completion.EventId,
        };
        Add(started);
        var seconds = Math.Min(duration.Seconds, MaximumTimerSeconds);
        State.Timers[attributes.TimerId] = new TimerState
        {
            StartedEventId = started.EventId,
            FireTime = Now + (seconds * TimeSpan.TicksPerSecond) + ((duration.Nanos + 99) / 100),
        };
    }

    /// <summary>A hundred years; more would overflow the clock.</summary>
    private const long MaximumTimerSeconds = 100L * 366 * 24 * 3600;

    private void CancelTimer(CancelTimerCommandAttributes? attributes, Completion completion)
    {
        var id = attributes?.TimerId ?? "";
        long startedEventId;
        if (State.Timers.Remove(id, out var timer))
        {
            startedEventId = timer.StartedEventId;
        }
        else
        {
            // It may have fired while the worker decided: then the firing is forgotten.
            var fired = State.BufferedEvents.FirstOrDefault(e => e.TimerFiredEventAttributes?.TimerId == id)
                ?? throw new CommandException(
                    WorkflowTaskFailedCause.BadCancelTimerAttributes, $"unable to find timer with TimerId: {id}");
            State.BufferedEvents.Remove(fired);
            completion.HasUnseenEvents = State.BufferedEvents.Count > 0;
            startedEventId = fired.TimerFiredEventAttributes.StartedEventId;
        }

        var canceled = NewEvent(EventType.TimerCanceled);
        canceled.TimerCanceledEventAttributes = new TimerCanceledEventAttributes
        {
            TimerId = id,
            StartedEventId = startedEventId,
            WorkflowTaskCompletedEventId = completion.EventId,
            Identity = completion.Request.Identity,
        };
        Add(canceled);
    }

    private void RecordMarker(Command command, Completion completion)
    {
        var attributes = command.RecordMarkerCommandAttributes;
        CheckId(
            attributes?.MarkerName ?? "", "MarkerName", "RecordMarkerCommand",
            WorkflowTaskFailedCause.BadRecordMarkerAttributes, completion);
        CheckSize(attributes, "RecordMarkerCommandAttributes.Details", completion);
        var recorded = NewEvent(EventType.MarkerRecorded);
        SetMetadata(recorded, command);
        recorded.MarkerRecordedEventAttributes = new MarkerRecordedEventAttributes
        {
            MarkerName = attributes!.MarkerName,
            WorkflowTaskCompletedEventId = completion.EventId,
            Header = attributes.Header,
            Failure = attributes.Failure,
        };
        recorded.MarkerRecordedEventAttributes.Details.Add(attributes.Details);
        Add(recorded);
    }

    private void UpsertSearchAttributes(Command command, Completion completion)
    {
        var upserted = command.UpsertWorkflowSearchAttributesCommandAttributes?.SearchAttributes;
        if (upserted is null || upserted.IndexedFields.Count == 0)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.BadSearchAttributes,
                "IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.");
        }

        if (completion.Rules.CheckSearchAttributes(upserted) is { } error)
        {
            throw new CommandException(WorkflowTaskFailedCause.BadSearchAttributes, error);
        }

        var written = NewEvent(EventType.UpsertWorkflowSearchAttributes);
        written.UpsertWorkflowSearchAttributesEventAttributes = new UpsertWorkflowSearchAttributesEventAttributes
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            SearchAttributes = upserted,
        };
        Add(written);
        State.SearchAttributes ??= new SearchAttributes();
        Merge(State.SearchAttributes.IndexedFields, upserted.IndexedFields);
    }

    private void ModifyProperties(Command command, Completion completion)
    {
        var memo = command.ModifyWorkflowPropertiesCommandAttributes?.UpsertedMemo;
        CheckSize(memo, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo", completion);
        var written = NewEvent(EventType.WorkflowPropertiesModified);
        written.WorkflowPropertiesModifiedEventAttributes = new WorkflowPropertiesModifiedEventAttributes
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            UpsertedMemo = memo,
        };
        Add(written);
        if (memo is not null)
        {
            State.Memo ??= new Memo();
            Merge(State.Memo.Fields, memo.Fields);
        }
    }

    public static void Merge(
        Google.Protobuf.Collections.MapField<string, Payload> into,
        Google.Protobuf.Collections.MapField<string, Payload> values)
    {
        foreach (var (key, value) in values)
        {
            if (IsUnset(value))
            {
                into.Remove(key);
            }
            else
            {
                into[key] = value;
            }
        }
    }

    /// <summary>A null, or an empty list, takes the key away.</summary>
    private static bool IsUnset(Payload value) =>
        value.Data.IsEmpty
        || (value.Metadata.TryGetValue("encoding", out var encoding)
            && (encoding.ToStringUtf8() == "binary/null"
                || (encoding.ToStringUtf8() == "json/plain" && value.Data.ToStringUtf8() is "null" or "[]")));

    private static void SetMetadata(HistoryEvent historyEvent, Command command)
    {
        historyEvent.UserMetadata = command.UserMetadata;
        if (command.EventGroupMarkers.Count > 0)
        {
            historyEvent.EventGroupMarkers.Add(command.EventGroupMarkers);
        }
    }

    private static void CheckId(
        string id, string field, string command, WorkflowTaskFailedCause cause, Completion completion)
    {
        if (id.Length == 0)
        {
            throw new CommandException(cause, $"{field} is not set on {command}.");
        }

        if (id.Length > completion.Rules.MaximumIdLength)
        {
            throw new CommandException(cause, $"{field} on {command} exceeds length limit.");
        }
    }
}
