using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;
using Google.Protobuf;

namespace OpsFlow.Engine.Services;

/// <summary>
/// Methods by which operators change options of runs and queues, and the refusals of the older versioning.
/// </summary>
internal sealed partial class WorkflowServiceHandlers
{
    private const string QueueConfigKind = "queue-config";
    private const string SetsDisabled =
        "Worker versioning v0.1 (Version Set-based, deprecated) is disabled on this namespace.";
    private const string RulesDisabled =
        "Worker versioning v0.2 (Rules-based, deprecated) is disabled on this namespace.";

    private void AddOptions(ServiceMethods<WorkflowServiceHandlers> service)
    {
        foreach (var record in engine.Store.ReadRecords(QueueConfigKind, QueueConfigRecord.Parser))
        {
            ApplyQueueConfig(record);
        }

        service.Unary(
            "UpdateWorkflowExecutionOptions", UpdateWorkflowExecutionOptionsRequest.Parser, UpdateOptionsAsync);
        service.Unary("UpdateTaskQueueConfig", UpdateTaskQueueConfigRequest.Parser, UpdateQueueConfigAsync);
        // As on the official server unless its operator allows them.
        service.Unary("GetWorkerBuildIdCompatibility", GetWorkerBuildIdCompatibilityRequest.Parser,
            (_, _) => Refuse<GetWorkerBuildIdCompatibilityResponse>(SetsDisabled));
        service.Unary("UpdateWorkerBuildIdCompatibility", UpdateWorkerBuildIdCompatibilityRequest.Parser,
            (_, _) => Refuse<UpdateWorkerBuildIdCompatibilityResponse>(SetsDisabled));
        service.Unary("GetWorkerTaskReachability", GetWorkerTaskReachabilityRequest.Parser,
            (_, _) => Refuse<GetWorkerTaskReachabilityResponse>(RulesDisabled));
        service.Unary("GetWorkerVersioningRules", GetWorkerVersioningRulesRequest.Parser,
            (_, _) => Refuse<GetWorkerVersioningRulesResponse>(RulesDisabled));
        service.Unary("UpdateWorkerVersioningRules", UpdateWorkerVersioningRulesRequest.Parser,
            (_, _) => Refuse<UpdateWorkerVersioningRulesResponse>(RulesDisabled));
    }

    private static Task<T> Refuse<T>(string message) =>
        Task.FromException<T>(new RpcException(new Status(StatusCode.PermissionDenied, message)));

    private async Task<UpdateWorkflowExecutionOptionsResponse> UpdateOptionsAsync(
        UpdateWorkflowExecutionOptionsRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        Requests.Execution(request.WorkflowExecution);
        foreach (var path in request.UpdateMask?.Paths ?? [])
        {
            if (path.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() is not ("VERSIONINGOVERRIDE"
                or "VERSIONINGOVERRIDE.BEHAVIOR" or "VERSIONINGOVERRIDE.PINNEDVERSION"))
            {
                throw Errors.InvalidArgument(
                    $"error applying update_options: unsupported field in the update mask: {path}");
            }
        }

        var wanted = Requests.Override(request.WorkflowExecutionOptions?.VersioningOverride);
        var execution = request.WorkflowExecution;
        return await engine.ChangeAsync(request.Namespace, execution.WorkflowId, execution.RunId, run =>
        {
            ExecutionEngine.RequireOpen(run);
            if (!(wanted is null && run.State.State.Versioning?.VersioningOverride is null))
            {
                run.State.OverrideVersion(wanted);
                run.Persistence = Persistence.Always;
            }

            return new UpdateWorkflowExecutionOptionsResponse
            {
                WorkflowExecutionOptions = new WorkflowExecutionOptions { VersioningOverride = wanted },
            };
        }).ConfigureAwait(false);
    }

    private async Task<UpdateTaskQueueConfigResponse> UpdateQueueConfigAsync(
        UpdateTaskQueueConfigRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        Requests.TaskQueue(new TaskQueue { Name = request.TaskQueue });
        if (request.TaskQueueType == TaskQueueType.Workflow && request.UpdateQueueRateLimit is not null)
        {
            throw Errors.InvalidArgument("Setting rate limits on workflow task queues is not allowed.");
        }

        var key = (request.Namespace, request.TaskQueue, (int)request.TaskQueueType);
        var record = _queueConfigs.TryGetValue(key, out var known)
            ? known.Clone()
            : new QueueConfigRecord
            {
                Namespace = request.Namespace,
                TaskQueue = request.TaskQueue,
                Type = (int)request.TaskQueueType,
                Config = new TaskQueueConfig(),
            };
        if (request.UpdateQueueRateLimit is { } rate)
        {
            record.Config.QueueRateLimit = Limit(rate, request.Identity);
        }

        if (request.UpdateFairnessKeyRateLimitDefault is { } fair)
        {
            record.Config.FairnessKeysRateLimitDefault = Limit(fair, request.Identity);
        }

        await engine.Store.WriteRecordAsync(
            QueueConfigKind, request.Namespace, $"{(int)request.TaskQueueType}/{request.TaskQueue}",
            record.ToByteArray())
            .ConfigureAwait(false);
        ApplyQueueConfig(record);
        return new UpdateTaskQueueConfigResponse { Config = record.Config };
    }

    private RateLimitConfig Limit(UpdateTaskQueueConfigRequest.Types.RateLimitUpdate update, string identity) => new()
    {
        RateLimit = update.RateLimit,
        Metadata = new ConfigMetadata
        {
            Reason = update.Reason,
            UpdateIdentity = identity,
            UpdateTime = Ticks.ToTimestamp(engine.Clock.Now),
        },
    };

    private void ApplyQueueConfig(QueueConfigRecord record)
    {
        _queueConfigs[(record.Namespace, record.TaskQueue, record.Type)] = record;
        if (record.Type == (int)TaskQueueType.Activity)
        {
            engine.Queues.Activity(record.Namespace, record.TaskQueue)
                .Limit(record.Config.QueueRateLimit?.RateLimit?.RequestsPerSecond);
        }
    }
}
