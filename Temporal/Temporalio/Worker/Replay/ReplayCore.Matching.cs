using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Replay;

/// <summary>Compares commands with the events that record them.</summary>
internal sealed partial class ReplayCore
{
    private readonly List<OutgoingCommand> _outgoing = [];

    private void Add(OutgoingCommand command) => _outgoing.Add(command);

    /// <summary>Settles what the workflow wants to do: drops what it took back and puts the end of the run last.</summary>
    private void PrepareCommands()
    {
        _outgoing.RemoveAll(c => c.Dropped);
        var terminal = _outgoing.FindIndex(c => c.IsTerminal && !c.Sent);
        if (terminal >= 0)
        {
            var end = _outgoing[terminal];
            if (_flags.TryUse(SdkFlags.MoveTerminalCommands, _replaying))
            {
                _outgoing.RemoveAll(c => c.IsTerminal);
                _outgoing.Add(end);
            }
            else
            {
                _outgoing.RemoveRange(terminal + 1, _outgoing.Count - terminal - 1);
            }
        }

        foreach (var command in _outgoing)
        {
            command.Sent = true;
        }
    }

    private void ApplyCommandEvent(HistoryEvent e)
    {
        if (TryApplyLocalActivityMarker(e) || TrySkipPatchEvent(e))
        {
            return;
        }

        var at = _outgoing.FindIndex(c => c.Records is not null);
        if (at < 0)
        {
            throw Nondeterminism(e, null, "the workflow code did nothing more");
        }

        var command = _outgoing[at];
        if (command.Records != e.EventType)
        {
            throw Nondeterminism(e, command, null);
        }

        if (command.Differs?.Invoke(e) is { } difference)
        {
            throw Nondeterminism(e, command, difference);
        }

        // What no event records was answered along with it.
        _outgoing.RemoveRange(0, at + 1);
        command.Recorded?.Invoke(e);
    }

    private void CheckNothingLeft()
    {
        if (_outgoing.Find(c => c.Records is not null) is { } left)
        {
            throw new WorkflowNondeterminismException(
                $"[TMPRL1100] Nondeterminism error: the workflow code did {left.Description}, but no such event "
                + $"follows in history before event {_startedEventId} (WorkflowTaskStarted)");
        }

        _outgoing.Clear();
    }

    private static WorkflowNondeterminismException Nondeterminism(
        HistoryEvent e, OutgoingCommand? command, string? difference)
    {
        var what = command is null ? difference : $"the workflow code did {command.Description} instead";
        if (command is not null && difference is not null)
        {
            what = $"the workflow code did {command.Description}: {difference}";
        }

        return new WorkflowNondeterminismException(
            $"[TMPRL1100] Nondeterminism error: history has event {e.EventId} ({DescribeEvent(e)}), but {what}");
    }

    private static string DescribeEvent(HistoryEvent e) => e.EventType switch
    {
        EventType.ActivityTaskScheduled =>
            $"ActivityTaskScheduled, id '{e.ActivityTaskScheduledEventAttributes.ActivityId}', "
            + $"type '{e.ActivityTaskScheduledEventAttributes.ActivityType?.Name}'",
        EventType.TimerStarted => $"TimerStarted, id '{e.TimerStartedEventAttributes.TimerId}'",
        EventType.StartChildWorkflowExecutionInitiated =>
            "StartChildWorkflowExecutionInitiated, id "
            + $"'{e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowId}', "
            + $"type '{e.StartChildWorkflowExecutionInitiatedEventAttributes.WorkflowType?.Name}'",
        EventType.MarkerRecorded => $"MarkerRecorded, {DescribeMarker(e.MarkerRecordedEventAttributes)}",
        _ => e.EventType.ToString(),
    };

    private static string DescribeMarker(MarkerRecordedEventAttributes a) =>
        a.MarkerName == PatchMarkerName && ReadPatchMarker(a) is { } patch
            ? $"patch '{patch.Id}'"
            : $"'{a.MarkerName}'";

    private static string? Compare(string what, string inHistory, string inCode) =>
        inHistory == inCode ? null : $"its {what} is '{inCode}', in history it is '{inHistory}'";

    private static Command NewCommand(CommandType type, Api.Sdk.V1.UserMetadata? metadata = null) =>
        new() { CommandType = type, UserMetadata = metadata };
}
