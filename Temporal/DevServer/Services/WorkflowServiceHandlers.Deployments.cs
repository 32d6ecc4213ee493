using System.Globalization;
using Google.Protobuf;
using Temporal.DevServer.Deployments;
using Temporal.DevServer.Histories;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;
using UnaryGrpc.AspNetCore;
using VersionSummary = Temporalio.Api.Deployment.V1.WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary;
using VersionTaskQueue = Temporalio.Api.WorkflowService.V1.DescribeWorkerDeploymentVersionResponse.Types.VersionTaskQueue;

namespace Temporal.DevServer.Services;

/// <summary>Methods about worker deployments and their versions.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private const string UnknownVersion = "Version not found in deployment";

    /// <summary>A version that just lost its traffic counts as draining for so long without a look at its workflows.</summary>
    private static readonly TimeSpan DrainageGrace = TimeSpan.FromMinutes(3);

    private readonly DeploymentRegistry _deployments = new(engine);

    private void AddDeployments(GrpcServiceBuilder service)
    {
        service.Unary("ListWorkerDeployments", ListWorkerDeploymentsRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            var response = new ListWorkerDeploymentsResponse();
            response.WorkerDeployments.Add(_deployments.All(request.Namespace).Select(ListEntry));
            return Task.FromResult(response);
        });
        service.Unary("DescribeWorkerDeployment", DescribeWorkerDeploymentRequest.Parser, (request, _) =>
        {
            var record = FindDeployment(request.Namespace, request.DeploymentName);
            var info = record.Info.Clone();
            info.VersionSummaries.Add(
                record.Versions.Values.OrderByDescending(v => v.CreateTime).Select(v => Summary(record, v)));
            return Task.FromResult(new DescribeWorkerDeploymentResponse
            {
                WorkerDeploymentInfo = info,
                ConflictToken = TokenOf(record),
            });
        });
        service.Unary("DescribeWorkerDeploymentVersion", DescribeWorkerDeploymentVersionRequest.Parser, (request, _) =>
            Task.FromResult(DescribeVersion(request)));
        service.Unary("SetWorkerDeploymentCurrentVersion", SetWorkerDeploymentCurrentVersionRequest.Parser, SetCurrentAsync);
        service.Unary("SetWorkerDeploymentRampingVersion", SetWorkerDeploymentRampingVersionRequest.Parser, SetRampingAsync);
        service.Unary("SetWorkerDeploymentManager", SetWorkerDeploymentManagerRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            return await _deployments.ChangeAsync(request.Namespace, request.DeploymentName, false, record =>
            {
                CheckToken(record, request.ConflictToken);
                var before = record.Info.ManagerIdentity;
                record.Info.ManagerIdentity = request.Self ? request.Identity : request.ManagerIdentity;
                record.Info.LastModifierIdentity = request.Identity;
                return new SetWorkerDeploymentManagerResponse
                {
                    PreviousManagerIdentity = before,
                    ConflictToken = NextToken(record),
                };
            }).ConfigureAwait(false);
        });
        service.Unary(
            "UpdateWorkerDeploymentVersionMetadata", UpdateWorkerDeploymentVersionMetadataRequest.Parser, UpdateMetadataAsync);
        service.Unary("DeleteWorkerDeploymentVersion", DeleteWorkerDeploymentVersionRequest.Parser, DeleteVersionAsync);
        service.Unary("DeleteWorkerDeployment", DeleteWorkerDeploymentRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            if (_deployments.Find(request.Namespace, request.DeploymentName) is { } record)
            {
                if (record.Versions.Count > 0)
                {
                    throw Precondition("deployment has versions, can't be deleted");
                }

                await _deployments.DeleteAsync(request.Namespace, request.DeploymentName).ConfigureAwait(false);
            }

            return new DeleteWorkerDeploymentResponse();
        });
    }

    private static GrpcException Precondition(string message) => new(GrpcStatusCode.FailedPrecondition, message);

    private static ByteString TokenOf(DeploymentRecord record) =>
        ByteString.CopyFromUtf8(record.ConflictToken.ToString(CultureInfo.InvariantCulture));

    /// <summary>The token after the change in hand.</summary>
    private static ByteString NextToken(DeploymentRecord record) =>
        ByteString.CopyFromUtf8((record.ConflictToken + 1).ToString(CultureInfo.InvariantCulture));

    private static void CheckToken(DeploymentRecord record, ByteString token)
    {
        if (!token.IsEmpty && token != TokenOf(record))
        {
            throw Precondition("conflict token mismatch");
        }
    }

    private static void CheckManager(DeploymentRecord record, string identity)
    {
        if (record.Info.ManagerIdentity is { Length: > 0 } manager && manager != identity)
        {
            throw Precondition(
                $"ManagerIdentity '{manager}' is set and does not match user identity '{identity}'; to proceed, set your own "
                + "identity as the ManagerIdentity, remove the ManagerIdentity, or wait for the other client to do so");
        }
    }

    private DeploymentRecord FindDeployment(string namespaceName, string name)
    {
        Requests.Namespace(namespaces, namespaceName);
        return name.Length == 0
            ? throw Errors.InvalidArgument("deployment name cannot be empty")
            : _deployments.Find(namespaceName, name) ?? throw Errors.NotFound("Worker Deployment not found");
    }

    private ListWorkerDeploymentsResponse.Types.WorkerDeploymentSummary ListEntry(DeploymentRecord record)
    {
        var routing = record.Info.RoutingConfig;
        VersionSummary? Of(WorkerDeploymentVersion? version) =>
            version is not null && record.Versions.TryGetValue(version.BuildId, out var info) ? Summary(record, info) : null;
        var latest = record.Versions.Values.MaxBy(v => v.CreateTime);
        return new ListWorkerDeploymentsResponse.Types.WorkerDeploymentSummary
        {
            Name = record.Info.Name,
            CreateTime = record.Info.CreateTime,
            RoutingConfig = routing,
            LatestVersionSummary = latest is null ? null : Summary(record, latest),
            CurrentVersionSummary = Of(routing.CurrentDeploymentVersion),
            RampingVersionSummary = Of(routing.RampingDeploymentVersion),
        };
    }

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
            $"TemporalWorkerDeploymentVersion = '{text}' AND TemporalWorkflowVersioningBehavior = 'Pinned' AND ExecutionStatus = 'Running'");
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
        response.VersionTaskQueues.Add(known.TaskQueueInfos.Select(q => new VersionTaskQueue { Name = q.Name, Type = q.Type }));
        return response;
    }

    private async Task<SetWorkerDeploymentCurrentVersionResponse> SetCurrentAsync(
        SetWorkerDeploymentCurrentVersionRequest request, GrpcServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        var build = BuildOf(request.BuildId, request.Version);
        return await _deployments.ChangeAsync(request.Namespace, request.DeploymentName, request.AllowNoPollers, record =>
        {
            CheckToken(record, request.ConflictToken);
            CheckManager(record, request.Identity);
            var routing = record.Info.RoutingConfig;
            var before = routing.CurrentDeploymentVersion;
            var wanted = Wanted(record, build, request.AllowNoPollers);
            var now = Ticks.ToTimestamp(engine.Clock.Now);
            if (before?.BuildId != wanted?.DeploymentVersion.BuildId)
            {
                if (wanted is not null && routing.RampingDeploymentVersion?.BuildId == wanted.DeploymentVersion.BuildId)
                {
                    EndRamp(record, now, drains: false);
                }

                routing.CurrentDeploymentVersion = wanted?.DeploymentVersion;
                routing.CurrentVersion = wanted?.Version ?? "__unversioned__";
                routing.CurrentVersionChangedTime = now;
                routing.RevisionNumber++;
                if (before is not null && record.Versions.TryGetValue(before.BuildId, out var former))
                {
                    former.CurrentSinceTime = null;
                    former.LastCurrentTime = now;
                    Drain(former, now);
                }

                if (wanted is not null)
                {
                    Activate(wanted, WorkerDeploymentVersionStatus.Current, now);
                    wanted.CurrentSinceTime = now;
                    wanted.RampPercentage = 0;
                }
            }

            record.Info.LastModifierIdentity = request.Identity;
            return new SetWorkerDeploymentCurrentVersionResponse
            {
                PreviousDeploymentVersion = before,
                PreviousVersion = before is null ? "" : WorkerVersions.Dotted(before),
                ConflictToken = NextToken(record),
            };
        }).ConfigureAwait(false);
    }

    private async Task<SetWorkerDeploymentRampingVersionResponse> SetRampingAsync(
        SetWorkerDeploymentRampingVersionRequest request, GrpcServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        if (request.Percentage is < 0 or > 100)
        {
            throw Errors.InvalidArgument("Percentage must be between 0 and 100 (inclusive)");
        }

        var build = BuildOf(request.BuildId, request.Version);
        return await _deployments.ChangeAsync(request.Namespace, request.DeploymentName, request.AllowNoPollers, record =>
        {
            CheckToken(record, request.ConflictToken);
            CheckManager(record, request.Identity);
            var routing = record.Info.RoutingConfig;
            var response = new SetWorkerDeploymentRampingVersionResponse
            {
                PreviousDeploymentVersion = routing.RampingDeploymentVersion,
                PreviousVersion = routing.RampingVersion,
                PreviousPercentage = routing.RampingVersionPercentage,
                ConflictToken = NextToken(record),
            };
            var wanted = Wanted(record, build, request.AllowNoPollers);
            if (wanted is not null && routing.CurrentDeploymentVersion?.BuildId == wanted.DeploymentVersion.BuildId)
            {
                throw Precondition($"Ramping version {build} is already current");
            }

            var now = Ticks.ToTimestamp(engine.Clock.Now);
            if (routing.RampingDeploymentVersion?.BuildId != wanted?.DeploymentVersion.BuildId)
            {
                EndRamp(record, now, drains: true);
                routing.RampingDeploymentVersion = wanted?.DeploymentVersion;
                routing.RampingVersion = wanted?.Version ?? "";
                routing.RampingVersionChangedTime = now;
                if (wanted is not null)
                {
                    Activate(wanted, WorkerDeploymentVersionStatus.Ramping, now);
                    wanted.RampingSinceTime = now;
                }
            }

            routing.RampingVersionPercentage = wanted is null ? 0 : request.Percentage;
            routing.RampingVersionPercentageChangedTime = now;
            routing.RevisionNumber++;
            if (wanted is not null)
            {
                wanted.RampPercentage = request.Percentage;
                wanted.RoutingChangedTime = now;
            }

            record.Info.LastModifierIdentity = request.Identity;
            return response;
        }).ConfigureAwait(false);
    }

    private static string BuildOf(string buildId, string version) =>
        buildId.Length > 0 || version.Length == 0 || version == "__unversioned__" ? buildId : Requests.Version(version).BuildId;

    private WorkerDeploymentVersionInfo? Wanted(DeploymentRecord record, string build, bool create) =>
        build.Length == 0 ? null
        : record.Versions.TryGetValue(build, out var known) ? known
        : create ? _deployments.AddVersion(record, build)
        : throw Errors.NotFound(UnknownVersion);

    private static void Activate(
        WorkerDeploymentVersionInfo version, WorkerDeploymentVersionStatus status, Google.Protobuf.WellKnownTypes.Timestamp now)
    {
        version.Status = status;
        version.RoutingChangedTime = now;
        version.FirstActivationTime ??= now;
        version.DrainageInfo = null;
    }

    private static void EndRamp(DeploymentRecord record, Google.Protobuf.WellKnownTypes.Timestamp now, bool drains)
    {
        var routing = record.Info.RoutingConfig;
        if (routing.RampingDeploymentVersion is { } ramping && record.Versions.TryGetValue(ramping.BuildId, out var version))
        {
            version.RampingSinceTime = null;
            version.RampPercentage = 0;
            if (drains)
            {
                Drain(version, now);
            }
        }

        routing.RampingDeploymentVersion = null;
        routing.RampingVersion = "";
        routing.RampingVersionPercentage = 0;
        routing.RampingVersionChangedTime = now;
        routing.RampingVersionPercentageChangedTime = now;
    }

    private static void Drain(WorkerDeploymentVersionInfo version, Google.Protobuf.WellKnownTypes.Timestamp now)
    {
        version.Status = WorkerDeploymentVersionStatus.Draining;
        version.RoutingChangedTime = now;
        version.LastDeactivationTime = now;
        version.DrainageInfo = new VersionDrainageInfo
        {
            Status = VersionDrainageStatus.Draining,
            LastChangedTime = now,
            LastCheckedTime = now,
        };
    }

    private async Task<UpdateWorkerDeploymentVersionMetadataResponse> UpdateMetadataAsync(
        UpdateWorkerDeploymentVersionMetadataRequest request, GrpcServerCallContext context)
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
        DeleteWorkerDeploymentVersionRequest request, GrpcServerCallContext context)
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
