using Grpc.Core;
using OpsFlow.Engine.Deployments;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using VersionSummary = Temporalio.Api.Deployment.V1.WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary;
using VersionTaskQueue =
    Temporalio.Api.WorkflowService.V1.DescribeWorkerDeploymentVersionResponse.Types.VersionTaskQueue;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about the versions of a worker deployment, and whether workflows still need them.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private const string UnknownVersion = "Version not found in deployment";

    /// <summary>
    /// A version that just lost its traffic counts as draining for so long without a look at its workflows.
    /// </summary>
    private static readonly TimeSpan DrainageGrace = TimeSpan.FromMinutes(3);

    private void AddDeploymentVersions(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("DescribeWorkerDeploymentVersion", DescribeWorkerDeploymentVersionRequest.Parser, (request, _) =>
            Task.FromResult(DescribeVersion(request)));
        service.Unary(
            "UpdateWorkerDeploymentVersionMetadata", UpdateWorkerDeploymentVersionMetadataRequest.Parser,
            UpdateMetadataAsync);
        service.Unary("DeleteWorkerDeploymentVersion", DeleteWorkerDeploymentVersionRequest.Parser, DeleteVersionAsync);
    }

    private WorkerDeploymentVersionInfo? Wanted(DeploymentRecord record, string build, bool create) =>
        build.Length == 0 ? null
        : record.Versions.TryGetValue(build, out var known) ? known
        : create ? _deployments.AddVersion(record, build)
        : throw Errors.NotFound(UnknownVersion);

    private VersionSummary Summary(DeploymentRecord record, WorkerDeploymentVersionInfo version)
    {
        var info = WithDrainage(record.Namespace, version);
        return new VersionSummary
        {
            Version = info.Version,
            DeploymentVersion = info.DeploymentVersion,
            Status = info.Status,
            CreateTime = info.CreateTime,
            DrainageStatus = info.DrainageInfo?.Status ?? VersionDrainageStatus.Unspecified,
            DrainageInfo = info.DrainageInfo,
            CurrentSinceTime = info.CurrentSinceTime,
            RampingSinceTime = info.RampingSinceTime,
            RoutingUpdateTime = info.RoutingChangedTime,
            FirstActivationTime = info.FirstActivationTime,
            LastCurrentTime = info.LastCurrentTime,
            LastDeactivationTime = info.LastDeactivationTime,
        };
    }

    /// <summary>Whether open workflows still need a version that gets no new ones.</summary>
    private WorkerDeploymentVersionInfo WithDrainage(string namespaceName, WorkerDeploymentVersionInfo version)
    {
        var info = version.Clone();
        if (info.DrainageInfo is not { } drainage)
        {
            return info;
        }

        var now = engine.Clock.Now;
        if (now - Ticks.FromTimestamp(drainage.LastChangedTime) < DrainageGrace.Ticks)
        {
            return info;
        }

        var text = WorkerVersions.Text(info.DeploymentVersion).Replace("'", "\\'", StringComparison.Ordinal);
        var filter = Parse(
            namespaceName,
            $"TemporalWorkerDeploymentVersion = '{text}' AND TemporalWorkflowVersioningBehavior = 'Pinned' AND "
                + "ExecutionStatus = 'Running'");
        drainage.LastCheckedTime = Ticks.ToTimestamp(now);
        if (_visibility.Count(namespaceName, filter.Filter).Values.Sum() == 0)
        {
            drainage.Status = VersionDrainageStatus.Drained;
            info.Status = WorkerDeploymentVersionStatus.Drained;
        }

        return info;
    }

    private DescribeWorkerDeploymentVersionResponse DescribeVersion(DescribeWorkerDeploymentVersionRequest request)
    {
        Requests.Namespace(namespaces, request.Namespace);
        var asked = request.DeploymentVersion ?? Requests.Version(request.Version);
        if (_deployments.Find(request.Namespace, asked.DeploymentName) is not { } record
            || !record.Versions.TryGetValue(asked.BuildId, out var known))
        {
            throw Errors.NotFound("Worker Deployment Version not found");
        }

        var response = new DescribeWorkerDeploymentVersionResponse
        {
            WorkerDeploymentVersionInfo = WithDrainage(request.Namespace, known),
        };
        response.VersionTaskQueues.Add(
            known.TaskQueueInfos.Select(q => new VersionTaskQueue { Name = q.Name, Type = q.Type }));
        return response;
    }

    private async Task<UpdateWorkerDeploymentVersionMetadataResponse> UpdateMetadataAsync(
        UpdateWorkerDeploymentVersionMetadataRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        var version = request.DeploymentVersion ?? Requests.Version(request.Version);
        return await _deployments.ChangeAsync(request.Namespace, version.DeploymentName, false, record =>
        {
            var info = Wanted(record, version.BuildId, create: false) ?? throw Errors.NotFound(UnknownVersion);
            info.Metadata ??= new VersionMetadata();
            foreach (var (key, value) in request.UpsertEntries)
            {
                info.Metadata.Entries[key] = value;
            }

            foreach (var key in request.RemoveEntries)
            {
                info.Metadata.Entries.Remove(key);
            }

            return new UpdateWorkerDeploymentVersionMetadataResponse { Metadata = info.Metadata };
        }).ConfigureAwait(false);
    }

    private async Task<DeleteWorkerDeploymentVersionResponse> DeleteVersionAsync(
        DeleteWorkerDeploymentVersionRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        var version = request.DeploymentVersion ?? Requests.Version(request.Version);
        var text = WorkerVersions.Text(version);
        await _deployments.ChangeAsync(request.Namespace, version.DeploymentName, false, record =>
        {
            CheckManager(record, request.Identity);
            if (!record.Versions.TryGetValue(version.BuildId, out var info))
            {
                return false;
            }

            if (info.Status is WorkerDeploymentVersionStatus.Current or WorkerDeploymentVersionStatus.Ramping)
            {
                throw Precondition("Version cannot be deleted since it is current or ramping.");
            }

            if (!request.SkipDrainage
                && WithDrainage(request.Namespace, info).Status == WorkerDeploymentVersionStatus.Draining)
            {
                throw Precondition("Version cannot be deleted since it is draining.");
            }

            var oldest = engine.Clock.Inner.GetUtcNow().Ticks - TimeSpan.FromMinutes(5).Ticks;
            if (info.TaskQueueInfos.Any(q => (q.Type == TaskQueueType.Activity
                    ? engine.Queues.Activity(request.Namespace, q.Name)
                    : engine.Queues.Workflow(request.Namespace, q.Name))
                .Pollers().Any(p => p.Version == text && p.LastSeen > oldest)))
            {
                throw Precondition("Version cannot be deleted since it has active pollers.");
            }

            record.Versions.Remove(version.BuildId);
            return true;
        }).ConfigureAwait(false);
        _deployments.Forget(request.Namespace, text);
        return new DeleteWorkerDeploymentVersionResponse();
    }
}
