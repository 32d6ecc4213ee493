using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Commands that start timers and cancel them.</summary>
internal sealed partial class MutableState
{
    /// <summary>A hundred years; more would overflow the clock.</summary>
    private const long MaximumTimerSeconds = 100L * 366 * 24 * 3600;

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
                WorkflowTaskFailedCause.StartTimerDuplicateId,
                $"timer with TimerId: {attributes.TimerId} already exists");
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
}
