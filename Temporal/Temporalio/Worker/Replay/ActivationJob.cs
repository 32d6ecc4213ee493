using Google.Protobuf.Collections;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>One thing that happened and that the workflow has to be told.</summary>
internal abstract record ActivationJob
{
    private ActivationJob()
    {
    }

    /// <summary>
    /// The place among the jobs of one activation; equal ones keep the order of history. Histories depend on it, as it
    /// decides which handler runs first.
    /// </summary>
    public virtual int Order => 4;

    public sealed record Initialize(WorkflowExecutionStartedEventAttributes Attributes, DateTime StartTime, ulong Seed)
        : ActivationJob
    {
        public override int Order => 0;
    }

    public sealed record NotifyHasPatch(string PatchId) : ActivationJob
    {
        public override int Order => 1;
    }

    public sealed record UpdateRandomSeed(ulong Seed) : ActivationJob
    {
        public override int Order => 2;
    }

    public sealed record Signal(WorkflowExecutionSignaledEventAttributes Attributes) : ActivationJob
    {
        public override int Order => 3;
    }

    public sealed record DoUpdate(
        string ProtocolInstanceId,
        string Id,
        string Name,
        IReadOnlyList<Payload> Input,
        MapField<string, Payload>? Headers,
        bool RunValidator) : ActivationJob
    {
        public override int Order => 3;
    }

    public sealed record FireTimer(uint Seq) : ActivationJob;

    public sealed record ResolveActivity(uint Seq, Resolution Resolution) : ActivationJob;

    public sealed record ResolveChildStart(
        uint Seq, string? RunId, StartChildWorkflowExecutionFailedCause? FailedCause, Failure? Cancelled) : ActivationJob;

    public sealed record ResolveChild(uint Seq, Resolution Resolution) : ActivationJob;

    public sealed record ResolveSignalExternal(uint Seq, Failure? Failure) : ActivationJob;

    public sealed record ResolveCancelExternal(uint Seq, Failure? Failure) : ActivationJob;

    public sealed record CancelWorkflow(string Reason) : ActivationJob;

    public sealed record ResolveLocalActivity(uint Seq, Resolution Resolution) : ActivationJob
    {
        public override int Order => 5;
    }

    public sealed record Query(
        string Id, string Name, IReadOnlyList<Payload> Args, MapField<string, Payload>? Headers) : ActivationJob
    {
        public override int Order => 6;
    }
}
