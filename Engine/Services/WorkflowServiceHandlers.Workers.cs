using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about workers and their queues.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    /// <summary>Whether schedules work.</summary>
    private const bool SupportsSchedules = true;

    /// <summary>What the official server shows for "no limit".</summary>
    private const double UnlimitedRate = 100_000;

    private void AddWorkers(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("DescribeTaskQueue", DescribeTaskQueueRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.TaskQueue(request.TaskQueue);
            return Task.FromResult(DescribeQueue(request));
        });
        service.Unary("ListTaskQueuePartitions", ListTaskQueuePartitionsRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.TaskQueue(request.TaskQueue);
            var partition =
                new TaskQueuePartitionMetadata { Key = request.TaskQueue.Name, OwnerHostName = "dev-server" };
            return Task.FromResult(new ListTaskQueuePartitionsResponse
            {
                ActivityTaskQueuePartitions = { partition },
                WorkflowTaskQueuePartitions = { partition },
            });
        });
        service.Unary("ShutdownWorker", ShutdownWorkerRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            if (request.StickyTaskQueue.Length > 0)
            {
                engine.Queues.Workflow(request.Namespace, request.StickyTaskQueue).ShutDown(request.Identity);
            }

            _workers.Remove(request.Namespace, request.WorkerInstanceKey);
            return Task.FromResult(new ShutdownWorkerResponse());
        });
        service.Unary("RecordWorkerHeartbeat", RecordWorkerHeartbeatRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            foreach (var beat in request.WorkerHeartbeat)
            {
                _workers.Record(request.Namespace, beat);
            }

            return Task.FromResult(new RecordWorkerHeartbeatResponse());
        });
        service.Unary("ListWorkers", ListWorkersRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            var response = new ListWorkersResponse();
            foreach (var beat in FindWorkers(request.Namespace, request.Query))
            {
                response.WorkersInfo.Add(new WorkerInfo { WorkerHeartbeat = beat });
                response.Workers.Add(ListInfo(beat));
            }

            return Task.FromResult(response);
        });
        service.Unary("CountWorkers", CountWorkersRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            return Task.FromResult(
                new CountWorkersResponse { Count = FindWorkers(request.Namespace, request.Query).Count() });
        });
        service.Unary("DescribeWorker", DescribeWorkerRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            var beat = _workers.Find(request.Namespace, request.WorkerInstanceKey)
                ?? throw Errors.NotFound($"Worker {request.WorkerInstanceKey} not found");
            return Task.FromResult(
                new DescribeWorkerResponse { WorkerInfo = new WorkerInfo { WorkerHeartbeat = beat } });
        });
    }

    /// <summary>The workers that a filter names; its attributes are those of a heartbeat.</summary>
    private IEnumerable<WorkerHeartbeat> FindWorkers(string namespaceName, string query)
    {
        try
        {
            var filter = ListQueryParser.Parse(query, name => name switch
            {
                "StartTime" or "HeartbeatTime" => IndexedValueType.Datetime,
                "WorkerInstanceKey" or "WorkerIdentity" or "HostName" or "TaskQueue" or "DeploymentName" or "BuildId"
                    or "SdkName" or "SdkVersion" or "Status" or "WorkerStatus" => IndexedValueType.Keyword,
                _ => null,
            }).Filter;
            return _workers.List(namespaceName).Where(beat => ListFilterEvaluator.Matches(filter, AsRun(beat)));
        }
        catch (ListQueryException e)
        {
            throw Errors.InvalidArgument(e.Message);
        }
    }

    /// <summary>What a filter sees of a worker.</summary>
    private static RunState AsRun(WorkerHeartbeat beat)
    {
        var run = new RunState
        {
            TaskQueue = beat.TaskQueue,
            StartTime = Ticks.FromTimestamp(beat.StartTime),
            SearchAttributes = new SearchAttributes(),
        };
        void Set(string name, string value) => run.SearchAttributes.IndexedFields[name] = KeywordPayload(value);
        Set("WorkerInstanceKey", beat.WorkerInstanceKey);
        Set("WorkerIdentity", beat.WorkerIdentity);
        Set("HostName", beat.HostInfo?.HostName ?? "");
        Set("DeploymentName", beat.DeploymentVersion?.DeploymentName ?? "");
        Set("BuildId", beat.DeploymentVersion?.BuildId ?? "");
        Set("SdkName", beat.SdkName);
        Set("SdkVersion", beat.SdkVersion);
        Set("Status", beat.Status.ToString());
        Set("WorkerStatus", beat.Status.ToString());
        if (beat.HeartbeatTime is { } time)
        {
            Set("HeartbeatTime", Ticks.ToDateTime(Ticks.FromTimestamp(time)).ToString("O"));
        }

        return run;
    }

    private static WorkerListInfo ListInfo(WorkerHeartbeat beat) => new()
    {
        WorkerInstanceKey = beat.WorkerInstanceKey,
        WorkerIdentity = beat.WorkerIdentity,
        TaskQueue = beat.TaskQueue,
        DeploymentVersion = beat.DeploymentVersion,
        SdkName = beat.SdkName,
        SdkVersion = beat.SdkVersion,
        Status = beat.Status,
        StartTime = beat.StartTime,
        HostName = beat.HostInfo?.HostName ?? "",
        WorkerGroupingKey = beat.HostInfo?.WorkerGroupingKey ?? "",
        ProcessId = beat.HostInfo?.ProcessId ?? "",
    };

    private DescribeTaskQueueResponse DescribeQueue(DescribeTaskQueueRequest request)
    {
        var response = new DescribeTaskQueueResponse();
        if (request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            var version = new TaskQueueVersionInfo { TaskReachability = BuildIdTaskReachability.Reachable };
            IEnumerable<TaskQueueType> types = request.TaskQueueTypes.Count > 0
                ? request.TaskQueueTypes
                : [TaskQueueType.Workflow, TaskQueueType.Activity];
            foreach (var type in types)
            {
                var info = new TaskQueueTypeInfo { Stats = Stats(request, type) };
                info.Pollers.Add(Pollers(request, type, versioned: false));
                version.TypesInfo[(int)type] = info;
            }

            response.VersionsInfo[""] = version;
            return response;
        }

        var asked = request.TaskQueueType == TaskQueueType.Unspecified ? TaskQueueType.Workflow : request.TaskQueueType;
        response.Pollers.Add(Pollers(request, asked, versioned: true));
        if (request.ReportConfig && _queueConfigs.TryGetValue(
            (request.Namespace, request.TaskQueue.Name, (int)asked), out var config))
        {
            response.Config = config.Config;
        }

        response.VersioningInfo = VersioningOf(request.Namespace, request.TaskQueue.Name, asked);
        if (request.ReportStats)
        {
            response.Stats = Stats(request, asked);
        }

        if (request.IncludeTaskQueueStatus)
        {
            response.TaskQueueStatus = new TaskQueueStatus
            {
                BacklogCountHint = Queue(request, asked).BacklogCount,
                RatePerSecond = UnlimitedRate,
                TaskIdBlock = new TaskIdBlock { StartId = 1, EndId = 100_000 },
            };
        }

        return response;
    }

    private Matching.TaskQueue Queue(DescribeTaskQueueRequest request, TaskQueueType type) =>
        type == TaskQueueType.Activity
            ? engine.Queues.Activity(request.Namespace, request.TaskQueue.Name)
            : engine.Queues.Workflow(request.Namespace, request.TaskQueue.Name);

    private TaskQueueStats Stats(DescribeTaskQueueRequest request, TaskQueueType type)
    {
        var queue = Queue(request, type);
        var oldest = queue.OldestItem;
        return new TaskQueueStats
        {
            ApproximateBacklogCount = queue.BacklogCount,
            ApproximateBacklogAge = Duration.FromTimeSpan(
                oldest == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, engine.Clock.Now - oldest))),
        };
    }

    private TaskQueueVersioningInfo? VersioningOf(string namespaceName, string queue, TaskQueueType type)
    {
        // The deployment whose routing of this queue changed last.
        var routing = _deployments.All(namespaceName)
            .Where(r => r.Versions.Values.Any(v => v.TaskQueueInfos.Any(q => q.Name == queue && q.Type == type)))
            .Select(r => r.Info.RoutingConfig)
            .Where(c => c.CurrentDeploymentVersion is not null || c.RampingDeploymentVersion is not null)
            .MaxBy(c => c.CurrentVersionChangedTime ?? c.RampingVersionChangedTime);
        return routing is null ? null : new TaskQueueVersioningInfo
        {
            CurrentDeploymentVersion = routing.CurrentDeploymentVersion,
            CurrentVersion = routing.CurrentVersion,
            RampingDeploymentVersion = routing.RampingDeploymentVersion,
            RampingVersion = routing.RampingVersion,
            RampingVersionPercentage = routing.RampingVersionPercentage,
            UpdateTime = routing.CurrentVersionChangedTime ?? routing.RampingVersionChangedTime,
        };
    }

    private IEnumerable<PollerInfo> Pollers(DescribeTaskQueueRequest request, TaskQueueType type, bool versioned) =>
        Queue(request, type).Pollers().Where(p => versioned || p.Version.Length == 0).Select(p => new PollerInfo
        {
            DeploymentOptions = OptionsOf(p.Version),
            Identity = p.Identity,
            LastAccessTime = Ticks.ToTimestamp(p.LastSeen),
            RatePerSecond = UnlimitedRate,
        });

    private static WorkerDeploymentOptions? OptionsOf(string version)
    {
        var colon = version.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new WorkerDeploymentOptions
        {
            DeploymentName = version[..colon],
            BuildId = version[(colon + 1)..],
            WorkerVersioningMode = WorkerVersioningMode.Versioned,
        };
    }

    private static void AddSystemAttributes(GetSearchAttributesResponse response)
    {
        foreach (var (name, type) in SearchAttributeTypes.System.Concat(SearchAttributeTypes.Settable))
        {
            response.Keys[name] = type;
        }
    }
}
