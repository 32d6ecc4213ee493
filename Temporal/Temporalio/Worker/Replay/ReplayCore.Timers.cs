using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>Timers.</summary>
internal sealed partial class ReplayCore
{
    private LazyMap<uint, TimerState> _timers = new();
    private LazyMap<long, TimerState> _timersByEvent = new();

    private void StartTimer(WorkflowCommand.StartTimer command)
    {
        var id = command.Seq.ToString();
        var proto = NewCommand(CommandType.StartTimer, command.Metadata);
        proto.StartTimerCommandAttributes = new StartTimerCommandAttributes
        {
            TimerId = id,
            StartToFireTimeout = Duration.FromTimeSpan(command.Duration),
        };
        TimerState state = null!;
        state = new TimerState(command.Seq, new OutgoingCommand
        {
            Proto = proto,
            Description = $"StartTimer, id '{id}'",
            Records = EventType.TimerStarted,
            Differs = e => Compare("id", e.TimerStartedEventAttributes.TimerId, id),
            Recorded = e => _timersByEvent[e.EventId] = state,
        });
        _timers[command.Seq] = state;
        Add(state.Start);
    }

    private void CancelTimer(uint seq)
    {
        if (!_timers.Remove(seq, out var timer))
        {
            return;
        }

        if (!timer.Start.Sent)
        {
            timer.Start.Dropped = true;
            return;
        }

        var id = seq.ToString();
        var proto = NewCommand(CommandType.CancelTimer);
        proto.CancelTimerCommandAttributes = new CancelTimerCommandAttributes { TimerId = id };
        Add(new OutgoingCommand
        {
            Proto = proto,
            Description = $"CancelTimer, id '{id}'",
            Records = EventType.TimerCanceled,
            Differs = e => Compare("id", e.TimerCanceledEventAttributes.TimerId, id),
            Recorded = e => _timersByEvent.Remove(e.TimerCanceledEventAttributes.StartedEventId),
        });
    }

    private void ApplyTimerFired(TimerFiredEventAttributes attributes)
    {
        if (_timersByEvent.Remove(attributes.StartedEventId, out var timer) && _timers.Remove(timer.Seq))
        {
            _jobs.Add(new ActivationJob.FireTimer(timer.Seq));
        }
    }
}
