using Grpc.Core;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Checks of what clients send, with the official messages.</summary>
internal static class Requests
{
    private const int MaximumIdLength = 1000;
    private const int MaximumBlobBytes = 2 * 1024 * 1024;

    /// <summary>An answer must leave this much of the caller's time for the way back.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(1);

    public static void Namespace(NamespaceRegistry namespaces, string name)
    {
        if (name.Length == 0)
        {
            throw Errors.InvalidArgument("Namespace not set on request.");
        }

        if (!namespaces.Exists(name))
        {
            throw Errors.NamespaceNotFound(name);
        }
    }

    public static void Execution(WorkflowExecution? execution)
    {
        if (execution is null)
        {
            throw Errors.InvalidArgument("Execution is not set on request.");
        }

        WorkflowId(execution.WorkflowId);
        if (execution.RunId.Length > 0 && !Guid.TryParse(execution.RunId, out _))
        {
            throw Errors.InvalidArgument("Invalid RunId.");
        }
    }

    public static void WorkflowId(string id)
    {
        if (id.Length == 0)
        {
            throw Errors.InvalidArgument("WorkflowId is not set on request.");
        }

        Length(id, "WorkflowId length exceeds limit.");
    }

    public static void TaskQueue(TaskQueue? queue)
    {
        if (queue is null || queue.Name.Length == 0)
        {
            throw Errors.InvalidArgument("TaskQueue is not set on request.");
        }

        Length(queue.Name, "TaskQueue length exceeds limit.");
    }

    public static void Length(string value, string message)
    {
        if (value.Length > MaximumIdLength)
        {
            throw Errors.InvalidArgument(message);
        }
    }

    public static void Blob(Google.Protobuf.IMessage? payloads)
    {
        if (payloads is not null && payloads.CalculateSize() > MaximumBlobBytes)
        {
            throw Errors.InvalidArgument("Blob data size exceeds limit.");
        }
    }

    /// <summary>How long a long poll may take; null when the caller set no limit.</summary>
    public static TimeSpan? Patience(ServerCallContext context, TimeProvider clock)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return null;
        }

        var left = context.Deadline - clock.GetUtcNow().UtcDateTime;
        return left > Tail + Tail ? left - Tail : left / 2;
    }

    public static StartInput Start(StartWorkflowExecutionRequest request, NamespaceRegistry namespaces)
    {
        Namespace(namespaces, request.Namespace);
        WorkflowId(request.WorkflowId);
        if (request.WorkflowType is null || request.WorkflowType.Name.Length == 0)
        {
            throw Errors.InvalidArgument("WorkflowType is not set on request.");
        }

        Length(request.WorkflowType.Name, "WorkflowType length exceeds limit.");
        Length(request.RequestId, "RequestId length exceeds limit.");
        TaskQueue(request.TaskQueue);
        Blob(request.Input);
        Blob(request.Memo);
        Timeouts(request.WorkflowExecutionTimeout, request.WorkflowRunTimeout, request.WorkflowTaskTimeout);
        if (RetryRules.Validate(request.RetryPolicy) is { } policyError)
        {
            throw Errors.InvalidArgument(policyError);
        }

        if (namespaces.CheckSearchAttributes(request.Namespace, request.SearchAttributes) is { } attributeError)
        {
            throw Errors.InvalidArgument(attributeError);
        }

        if (request.CronSchedule.Length > 0 && !CronExpression.TryParse(request.CronSchedule, out _, out _))
        {
            throw Errors.InvalidArgument("Invalid CronSchedule.");
        }

        if (request.WorkflowStartDelay is { } wait && (wait.Seconds < 0 || wait.Nanos < 0))
        {
            throw Errors.InvalidArgument("An invalid WorkflowStartDelaySeconds is set on request.");
        }

        var delay = Ticks.FromMs(Ticks.Ms(request.WorkflowStartDelay));
        if (delay > 0 && request.CronSchedule.Length > 0)
        {
            throw Errors.InvalidArgument("CronSchedule and WorkflowStartDelay may not be used together.");
        }

        return new StartInput
        {
            Namespace = request.Namespace,
            WorkflowId = request.WorkflowId,
            RunId = Guid.CreateVersion7().ToString(),
            RequestId = request.RequestId.Length > 0 ? request.RequestId : Guid.NewGuid().ToString(),
            WorkflowType = request.WorkflowType.Name,
            TaskQueue = request.TaskQueue.Name,
            Identity = request.Identity,
            Input = request.Input,
            ExecutionTimeoutMs = Ticks.Ms(request.WorkflowExecutionTimeout),
            RunTimeoutMs = Ticks.Ms(request.WorkflowRunTimeout),
            HasExecutionTimeout = request.WorkflowExecutionTimeout is not null,
            HasRunTimeout = request.WorkflowRunTimeout is not null,
            TaskTimeoutMs = Ticks.Ms(request.WorkflowTaskTimeout),
            RetryPolicy = request.RetryPolicy,
            CronSchedule = request.CronSchedule,
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
            Header = request.Header,
            UserMetadata = request.UserMetadata,
            Links = request.Links,
            Priority = request.Priority,
            ContinuedFailure = request.ContinuedFailure,
            LastCompletionResult = request.LastCompletionResult,
            FirstTaskBackoff = delay,
            VersioningOverride = Override(request.VersioningOverride),
        };
    }

    /// <summary>An override in today's form and nothing else; clients fill in the fields of older forms too.</summary>
    public static VersioningOverride? Override(VersioningOverride? wanted) => wanted switch
    {
        null => null,
        { AutoUpgrade: true } => new VersioningOverride { AutoUpgrade = true },
        { Pinned.Version: { } version } => Pinned(version),
        { OverrideCase: not VersioningOverride.OverrideOneofCase.None } =>
            throw Errors.InvalidArgument("must provide a pinned version if behavior is 'PINNED'"),
        { Behavior: VersioningBehavior.AutoUpgrade } => new VersioningOverride { AutoUpgrade = true },
        { Behavior: VersioningBehavior.Pinned } => Pinned(Version(wanted.PinnedVersion)),
        _ => null,
    };

    /// <summary>A version in its older form, <c>deployment.build</c>.</summary>
    public static WorkerDeploymentVersion Version(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            ? new WorkerDeploymentVersion { DeploymentName = text[..dot], BuildId = text[(dot + 1)..] }
            : throw Errors.InvalidArgument("deployment version is not set on request.");
    }

    private static VersioningOverride Pinned(WorkerDeploymentVersion version) => new()
    {
        Pinned = new VersioningOverride.Types.PinnedOverride
        {
            Behavior = VersioningOverride.Types.PinnedOverrideBehavior.Pinned,
            Version = version,
        },
    };

    /// <summary>A cron workflow's first run waits for its time too.</summary>
    public static StartInput WithCron(StartInput input, long now) =>
        input.CronSchedule.Length > 0 && CronExpression.TryParse(input.CronSchedule, out var cron, out _)
            ? input with
            {
                FirstTaskBackoff = Math.Max(0, cron.Next(now, now) - now),
                Initiator = ContinueAsNewInitiator.CronSchedule,
            }
            : input;

    public static (WorkflowIdReusePolicy Reuse, WorkflowIdConflictPolicy Conflict) Policies(
        WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict, WorkflowIdConflictPolicy defaultConflict)
    {
        if (reuse == WorkflowIdReusePolicy.TerminateIfRunning)
        {
            return conflict == WorkflowIdConflictPolicy.Unspecified
                ? (WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdConflictPolicy.TerminateExisting)
                : throw Errors.InvalidArgument(
                    "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used "
                        + "together "
                    + "with a WorkflowIdConflictPolicy.");
        }

        if (reuse == WorkflowIdReusePolicy.RejectDuplicate && conflict == WorkflowIdConflictPolicy.TerminateExisting)
        {
            throw Errors.InvalidArgument(
                "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with "
                + "WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
        }

        return (
            reuse == WorkflowIdReusePolicy.Unspecified ? WorkflowIdReusePolicy.AllowDuplicate : reuse,
            conflict == WorkflowIdConflictPolicy.Unspecified ? defaultConflict : conflict);
    }

    private static void Timeouts(params Google.Protobuf.WellKnownTypes.Duration?[] durations)
    {
        foreach (var duration in durations)
        {
            if (duration is not null && (duration.Seconds < 0 || duration.Nanos < 0))
            {
                throw Errors.InvalidArgument("Invalid timeout: negative duration.");
            }
        }
    }
}
