using Temporalio.Api.Common.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>A timer between its command and its end.</summary>
internal sealed class TimerState(uint seq, OutgoingCommand start)
{
    public uint Seq => seq;

    public OutgoingCommand Start => start;
}

/// <summary>An activity between its command and its end.</summary>
internal sealed class ActivityState(
    uint seq, string id, string type, ActivityCancellationType cancellationType, OutgoingCommand schedule)
{
    public uint Seq => seq;

    public string Id => id;

    public string Type => type;

    public ActivityCancellationType CancellationType => cancellationType;

    public OutgoingCommand Schedule => schedule;

    public long ScheduledEventId { get; set; }

    public long StartedEventId { get; set; }

    /// <summary>Whether the workflow was told; later events are of no interest to it.</summary>
    public bool Resolved { get; set; }
}

/// <summary>A child workflow between its command and its end.</summary>
internal sealed class ChildState(
    uint seq, string workflowId, string workflowType, ChildWorkflowCancellationType cancellationType, OutgoingCommand start)
{
    public uint Seq => seq;

    public string WorkflowId => workflowId;

    public string WorkflowType => workflowType;

    public ChildWorkflowCancellationType CancellationType => cancellationType;

    public OutgoingCommand Start => start;

    public long InitiatedEventId { get; set; }

    public long StartedEventId { get; set; }

    public string RunId { get; set; } = "";

    public bool Started { get; set; }

    public bool CancelRequested { get; set; }

    public bool Resolved { get; set; }
}

/// <summary>A signal to another workflow, or a request to cancel one.</summary>
internal sealed class ExternalState(uint seq, OutgoingCommand command)
{
    public uint Seq => seq;

    public OutgoingCommand Command => command;
}

/// <summary>A local activity between its request and its marker.</summary>
internal sealed class LocalActivityState(LocalActivityRequest request)
{
    public LocalActivityRequest Request => request;

    /// <summary>Whether history, and not this worker, says how it ended; then no command waits for its marker.</summary>
    public bool ResolvedByHistory { get; set; }

    public bool HandedOut { get; set; }

    public bool Resolved { get; set; }
}

/// <summary>An update between its request and its outcome.</summary>
internal sealed class UpdateState(string requestMessageId, long sequencingEventId, Request request)
{
    public string RequestMessageId => requestMessageId;

    public long SequencingEventId => sequencingEventId;

    public Request Request => request;

    public bool Accepted { get; set; }
}

/// <summary>What a local activity marker says.</summary>
internal sealed record LocalActivityMarker(
    uint Seq, int Attempt, string ActivityId, string ActivityType, DateTime? CompleteTime, Resolution Resolution)
{
    public const string Name = "core_local_activity";

    public Payload? Result => Resolution.Result;
}
