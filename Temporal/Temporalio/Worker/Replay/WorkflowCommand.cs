using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>One thing that workflow code did in an activation.</summary>
internal abstract record WorkflowCommand
{
    private WorkflowCommand()
    {
    }

    public sealed record StartTimer(uint Seq, TimeSpan Duration, UserMetadata? Metadata) : WorkflowCommand;

    public sealed record CancelTimer(uint Seq) : WorkflowCommand;

    public sealed record ScheduleActivity(
        uint Seq,
        ScheduleActivityTaskCommandAttributes Attributes,
        ActivityCancellationType CancellationType,
        UserMetadata? Metadata) : WorkflowCommand;

    public sealed record CancelActivity(uint Seq) : WorkflowCommand;

    public sealed record ScheduleLocalActivity(LocalActivityRequest Request) : WorkflowCommand;

    public sealed record CancelLocalActivity(uint Seq) : WorkflowCommand;

    public sealed record StartChild(
        uint Seq,
        StartChildWorkflowExecutionCommandAttributes Attributes,
        ChildWorkflowCancellationType CancellationType,
        UserMetadata? Metadata) : WorkflowCommand;

    public sealed record CancelChild(uint Seq, string Reason) : WorkflowCommand;

    public sealed record SignalExternal(uint Seq, SignalExternalWorkflowExecutionCommandAttributes Attributes)
        : WorkflowCommand;

    public sealed record CancelSignal(uint Seq) : WorkflowCommand;

    public sealed record CancelExternal(uint Seq, RequestCancelExternalWorkflowExecutionCommandAttributes Attributes)
        : WorkflowCommand;

    public sealed record SetPatchMarker(string PatchId, bool Deprecated) : WorkflowCommand;

    public sealed record UpsertSearchAttributes(SearchAttributes Attributes) : WorkflowCommand;

    public sealed record ModifyProperties(Memo Memo) : WorkflowCommand;

    public sealed record AcceptUpdate(string ProtocolInstanceId) : WorkflowCommand;

    public sealed record RejectUpdate(string ProtocolInstanceId, Failure Failure) : WorkflowCommand;

    public sealed record CompleteUpdate(string ProtocolInstanceId, Payload Result) : WorkflowCommand;

    public sealed record AnswerQuery(string QueryId, Payload? Result, Failure? Failure) : WorkflowCommand;

    public sealed record Complete(Payload? Result) : WorkflowCommand;

    public sealed record Fail(Failure Failure) : WorkflowCommand;

    public sealed record Cancel : WorkflowCommand;

    public sealed record ContinueAsNew(ContinueAsNewWorkflowExecutionCommandAttributes Attributes) : WorkflowCommand;
}
