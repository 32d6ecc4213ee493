using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;

namespace Temporalio.Worker.Replay;

/// <summary>A command that waits for the history event that records it.</summary>
internal sealed class OutgoingCommand
{
    public required Command Proto { get; init; }

    /// <summary>The message that the command refers to, if any.</summary>
    public Message? Message { get; init; }

    /// <summary>What the command does, for the report of a difference.</summary>
    public required string Description { get; init; }

    /// <summary>The event that records the command; null if none ever will.</summary>
    public required EventType? Records { get; init; }

    /// <summary>Says what differs between the command and an event of its type, or null if they fit.</summary>
    public Func<HistoryEvent, string?>? Differs { get; init; }

    public Action<HistoryEvent>? Recorded { get; init; }

    /// <summary>Set when the workflow took the command back before it was sent.</summary>
    public bool Dropped { get; set; }

    /// <summary>Whether the command belongs to a workflow task that was completed.</summary>
    public bool Sent { get; set; }

    public bool IsTerminal => Proto.CommandType is CommandType.CompleteWorkflowExecution
        or CommandType.FailWorkflowExecution or CommandType.CancelWorkflowExecution
        or CommandType.ContinueAsNewWorkflowExecution;
}
