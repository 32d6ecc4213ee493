using Google.Protobuf.Collections;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Api.Workflow.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Everything that a new run is made of, whoever starts it.</summary>
internal sealed record StartInput
{
    public required string Namespace { get; init; }

    public required string WorkflowId { get; init; }

    public required string RunId { get; init; }

    public required string WorkflowType { get; init; }

    public required string TaskQueue { get; init; }

    public required string RequestId { get; init; }

    public string Identity { get; init; } = "";

    public Payloads? Input { get; init; }

    public long ExecutionTimeoutMs { get; init; }

    public long RunTimeoutMs { get; init; }

    /// <summary>The caller gave an execution timeout: the event tells it, be it zero.</summary>
    public bool HasExecutionTimeout { get; init; }

    /// <summary>The caller gave a run timeout: the event tells it, be it zero.</summary>
    public bool HasRunTimeout { get; init; }

    public long TaskTimeoutMs { get; init; }

    public RetryPolicy? RetryPolicy { get; init; }

    public string CronSchedule { get; init; } = "";

    public Memo? Memo { get; init; }

    public SearchAttributes? SearchAttributes { get; init; }

    public Header? Header { get; init; }

    public UserMetadata? UserMetadata { get; init; }

    public RepeatedField<Link>? Links { get; init; }

    public Priority? Priority { get; init; }

    /// <summary>Ticks until the first workflow task.</summary>
    public long FirstTaskBackoff { get; init; }

    public Failure? ContinuedFailure { get; init; }

    public Payloads? LastCompletionResult { get; init; }

    public int Attempt { get; init; } = 1;

    public ContinueAsNewInitiator Initiator { get; init; }

    public string ContinuedFromRunId { get; init; } = "";

    public string FirstRunId { get; init; } = "";

    public string ParentNamespace { get; init; } = "";

    public string ParentNamespaceId { get; init; } = "";

    public WorkflowExecution? Parent { get; init; }

    public long ParentInitiatedEventId { get; init; }

    public WorkflowExecution? Root { get; init; }

    /// <summary>Ticks at which the whole chain of runs ends; 0 = compute from the timeout.</summary>
    public long ExecutionExpirationTime { get; init; }

    /// <summary>The first run's start; 0 = this is the first.</summary>
    public long OriginalStartTime { get; init; }

    public bool EagerExecutionAccepted { get; init; }

    /// <summary>Which worker version the caller wants; null for the routing's choice.</summary>
    public VersioningOverride? VersioningOverride { get; init; }

    /// <summary>The version that the run before or the parent was pinned to.</summary>
    public WorkerDeploymentVersion? InheritedPinnedVersion { get; init; }

    /// <summary>Points of the runs before to which a reset may go.</summary>
    public ResetPoints? ResetPoints { get; init; }
}
