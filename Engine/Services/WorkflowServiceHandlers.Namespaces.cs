using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Namespace.V1;
using Temporalio.Api.Replication.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about the server and its namespaces.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    /// <summary>The official server whose behaviour this one follows; SDKs read it to know what they may use.</summary>
    public const string ServerVersion = "1.29.1";

    public const string ClusterName = "active";
    public const string ClusterId = "8c3d5b0e-5d6a-4d5c-9a52-0d1f4e8f7c11";

    private static readonly Duration MinimumRetention = Duration.FromTimeSpan(TimeSpan.FromHours(1));

    private void AddNamespaces(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("GetSystemInfo", GetSystemInfoRequest.Parser, (_, _) => Task.FromResult(new GetSystemInfoResponse
        {
            ServerVersion = ServerVersion,
            Capabilities = new GetSystemInfoResponse.Types.Capabilities
            {
                SignalAndQueryHeader = true,
                InternalErrorDifferentiation = true,
                ActivityFailureIncludeHeartbeat = true,
                SupportsSchedules = SupportsSchedules,
                EncodedFailureAttributes = true,
                BuildIdBasedVersioning = true,
                UpsertMemo = true,
                EagerWorkflowStart = true,
                SdkMetadata = true,
                CountGroupByExecutionStatus = true,
            },
        }));
        service.Unary(
            "GetClusterInfo", GetClusterInfoRequest.Parser, (_, _) => Task.FromResult(new GetClusterInfoResponse
        {
            ServerVersion = ServerVersion,
            ClusterId = ClusterId,
            ClusterName = ClusterName,
            HistoryShardCount = 1,
            PersistenceStore = "sqlite",
            VisibilityStore = "sqlite",
            InitialFailoverVersion = 1,
            FailoverVersionIncrement = 10,
            SupportedClients =
            {
                ["Nexus-go-sdk"] = "<2.0.0",
                ["temporal-cli"] = "<2.0.0",
                ["temporal-go"] = "<2.0.0",
                ["temporal-java"] = "<2.0.0",
                ["temporal-php"] = "<2.0.0",
                ["temporal-server"] = "<2.0.0",
                ["temporal-typescript"] = "<2.0.0",
                ["temporal-ui"] = "<3.0.0",
            },
        }));
        service.Unary("DescribeNamespace", DescribeNamespaceRequest.Parser, (request, _) => Task.FromResult(Describe(
            (request.Id.Length > 0 ? namespaces.FindById(request.Id) : namespaces.Find(request.Namespace))
            ?? throw Errors.NamespaceNotFound(request.Id.Length > 0 ? request.Id : request.Namespace))));
        service.Unary("ListNamespaces", ListNamespacesRequest.Parser, (_, _) =>
        {
            var response = new ListNamespacesResponse();
            response.Namespaces.Add(namespaces.All.Select(Describe));
            return Task.FromResult(response);
        });
        service.Unary("RegisterNamespace", RegisterNamespaceRequest.Parser, RegisterAsync);
        service.Unary("UpdateNamespace", UpdateNamespaceRequest.Parser, UpdateNamespaceAsync);
        service.Unary("DeprecateNamespace", DeprecateNamespaceRequest.Parser, async (request, _) =>
        {
            var known = await namespaces.UpdateAsync(request.Namespace, r => r.State = NamespaceState.Deprecated)
                .ConfigureAwait(false);
            return known is null
                ? throw Errors.NamespaceNotFound(request.Namespace)
                : new DeprecateNamespaceResponse();
        });
    }

    private async Task<RegisterNamespaceResponse> RegisterAsync(
        RegisterNamespaceRequest request, ServerCallContext context)
    {
        if (request.Namespace.Length == 0)
        {
            throw Errors.InvalidArgument("Namespace not set on request.");
        }

        Requests.Length(request.Namespace, "Namespace length exceeds limit.");
        if (Ticks.Ms(request.WorkflowExecutionRetentionPeriod) < Ticks.Ms(MinimumRetention))
        {
            throw Errors.InvalidArgument("A valid retention period is not set on request.");
        }

        var record = new NamespaceRecord
        {
            Name = request.Namespace,
            Description = request.Description,
            OwnerEmail = request.OwnerEmail,
            RetentionMs = Ticks.Ms(request.WorkflowExecutionRetentionPeriod),
            Data = { request.Data },
        };
        return await namespaces.AddAsync(record).ConfigureAwait(false)
            ? new RegisterNamespaceResponse()
            : throw Errors.With(
                StatusCode.AlreadyExists, $"Namespace \"{record.Name}\" already exists",
                new NamespaceAlreadyExistsFailure());
    }

    private async Task<UpdateNamespaceResponse> UpdateNamespaceAsync(
        UpdateNamespaceRequest request, ServerCallContext context)
    {
        var record = await namespaces.UpdateAsync(request.Namespace, known =>
        {
            if (request.UpdateInfo is { } info)
            {
                known.Description = info.Description.Length > 0 ? info.Description : known.Description;
                known.OwnerEmail = info.OwnerEmail.Length > 0 ? info.OwnerEmail : known.OwnerEmail;
                known.State = info.State == NamespaceState.Unspecified ? known.State : info.State;
                foreach (var (key, value) in info.Data)
                {
                    known.Data[key] = value;
                }
            }

            if (request.Config?.WorkflowExecutionRetentionTtl is { } retention)
            {
                known.RetentionMs = Ticks.Ms(retention);
            }
        }).ConfigureAwait(false) ?? throw Errors.NamespaceNotFound(request.Namespace);
        var described = Describe(record);
        return new UpdateNamespaceResponse
        {
            NamespaceInfo = described.NamespaceInfo,
            Config = described.Config,
            ReplicationConfig = described.ReplicationConfig,
        };
    }

    private static DescribeNamespaceResponse Describe(NamespaceRecord record)
    {
        var response = new DescribeNamespaceResponse
        {
            NamespaceInfo = new NamespaceInfo
            {
                Name = record.Name,
                Id = record.Id,
                State = record.State,
                Description = record.Description,
                OwnerEmail = record.OwnerEmail,
                SupportsSchedules = SupportsSchedules,
                Data = { record.Data },
                Capabilities = new NamespaceInfo.Types.Capabilities
                {
                    EagerWorkflowStart = true,
                    SyncUpdate = true,
                    AsyncUpdate = true,
                    WorkerHeartbeats = true,
                },
                Limits = new NamespaceInfo.Types.Limits
                {
                    BlobSizeLimitError = 2 * 1024 * 1024,
                    MemoSizeLimitError = 2 * 1024 * 1024,
                },
            },
            Config = new NamespaceConfig
            {
                WorkflowExecutionRetentionTtl = Ticks.DurationMs(record.RetentionMs),
                BadBinaries = new BadBinaries(),
                HistoryArchivalState = ArchivalState.Disabled,
                VisibilityArchivalState = ArchivalState.Disabled,
            },
            ReplicationConfig = new NamespaceReplicationConfig
            {
                ActiveClusterName = ClusterName,
                State = ReplicationState.Normal,
            },
        };
        response.ReplicationConfig.Clusters.Add(new ClusterReplicationConfig { ClusterName = ClusterName });
        foreach (var key in record.SearchAttributes.Keys)
        {
            response.Config.CustomSearchAttributeAliases[key] = key;
        }

        return response;
    }
}
