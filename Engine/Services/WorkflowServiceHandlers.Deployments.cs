using System.Globalization;
using Google.Protobuf;
using OpsFlow.Engine.Deployments;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;
using VersionSummary = Temporalio.Api.Deployment.V1.WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about worker deployments and which of their versions gets the work.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private readonly DeploymentRegistry _deployments = new(engine);

    private void AddDeployments(ServiceMethods<WorkflowServiceHandlers> service)
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
        service.Unary(
            "SetWorkerDeploymentCurrentVersion", SetWorkerDeploymentCurrentVersionRequest.Parser, SetCurrentAsync);
        service.Unary(
            "SetWorkerDeploymentRampingVersion", SetWorkerDeploymentRampingVersionRequest.Parser, SetRampingAsync);
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
        AddDeploymentVersions(service);
    }

    private static RpcException Precondition(string message) => new(new Status(StatusCode.FailedPrecondition, message));

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
                $"ManagerIdentity '{manager}' is set and does not match user identity '{identity}'; to proceed, set "
                    + "your own "
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
            version is not null && record.Versions.TryGetValue(version.BuildId, out var info)
                ? Summary(record, info) : null;
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

    private async Task<SetWorkerDeploymentCurrentVersionResponse> SetCurrentAsync(
        SetWorkerDeploymentCurrentVersionRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        var build = BuildOf(request.BuildId, request.Version);
        return await _deployments.ChangeAsync(
            request.Namespace, request.DeploymentName, request.AllowNoPollers, record =>
        {
            CheckToken(record, request.ConflictToken);
            CheckManager(record, request.Identity);
            var before = record.Info.RoutingConfig.CurrentDeploymentVersion;
            DeploymentRouting.SetCurrent(
                record, Wanted(record, build, request.AllowNoPollers), Ticks.ToTimestamp(engine.Clock.Now));
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
        SetWorkerDeploymentRampingVersionRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        if (request.Percentage is < 0 or > 100)
        {
            throw Errors.InvalidArgument("Percentage must be between 0 and 100 (inclusive)");
        }

        var build = BuildOf(request.BuildId, request.Version);
        return await _deployments.ChangeAsync(
            request.Namespace, request.DeploymentName, request.AllowNoPollers, record =>
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

            DeploymentRouting.SetRamping(record, wanted, request.Percentage, Ticks.ToTimestamp(engine.Clock.Now));
            record.Info.LastModifierIdentity = request.Identity;
            return response;
        }).ConfigureAwait(false);
    }

    private static string BuildOf(string buildId, string version) =>
        buildId.Length > 0 || version.Length == 0 || version == "__unversioned__"
            ? buildId : Requests.Version(version).BuildId;
}
