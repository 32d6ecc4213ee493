using Google.Protobuf.WellKnownTypes;
using Temporal.DevServer.Histories;
using Temporal.DevServer.Namespaces;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services;

/// <summary>Methods about workers and their queues.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    /// <summary>Whether schedules work.</summary>
    private const bool SupportsSchedules = true;

    private void AddWorkers(GrpcServiceBuilder service)
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
            var partition = new TaskQueuePartitionMetadata { Key = request.TaskQueue.Name, OwnerHostName = "dev-server" };
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
            RequireNoQuery(request.Query);
            var response = new ListWorkersResponse();
            foreach (var beat in _workers.List(request.Namespace))
            {
                response.WorkersInfo.Add(new WorkerInfo { WorkerHeartbeat = beat });
                response.Workers.Add(ListInfo(beat));
            }

            return Task.FromResult(response);
        });
        service.Unary("CountWorkers", CountWorkersRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            RequireNoQuery(request.Query);
            return Task.FromResult(new CountWorkersResponse { Count = _workers.List(request.Namespace).Count });
        });
        service.Unary("DescribeWorker", DescribeWorkerRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            var beat = _workers.Find(request.Namespace, request.WorkerInstanceKey)
                ?? throw Errors.NotFound($"worker {request.WorkerInstanceKey} not found");
            return Task.FromResult(new DescribeWorkerResponse { WorkerInfo = new WorkerInfo { WorkerHeartbeat = beat } });
        });
    }

    private static void RequireNoQuery(string query)
    {
        if (query.Length > 0)
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, "Filtering workers is not supported.");
        }
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
                info.Pollers.Add(Pollers(request, type));
                version.TypesInfo[(int)type] = info;
            }

            response.VersionsInfo[""] = version;
            return response;
        }

        var asked = request.TaskQueueType == TaskQueueType.Unspecified ? TaskQueueType.Workflow : request.TaskQueueType;
        response.Pollers.Add(Pollers(request, asked));
        if (request.ReportStats)
        {
            response.Stats = Stats(request, asked);
        }

        if (request.IncludeTaskQueueStatus)
        {
            response.TaskQueueStatus = new TaskQueueStatus { BacklogCountHint = Queue(request, asked).BacklogCount };
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

    private IEnumerable<PollerInfo> Pollers(DescribeTaskQueueRequest request, TaskQueueType type) =>
        Queue(request, type).Pollers().Select(p => new PollerInfo
        {
            Identity = p.Identity,
            LastAccessTime = Ticks.ToTimestamp(p.LastSeen),
            RatePerSecond = 100_000,
        });

    private static void AddSystemAttributes(GetSearchAttributesResponse response)
    {
        foreach (var (name, type) in SearchAttributeTypes.System.Concat(SearchAttributeTypes.Settable))
        {
            response.Keys[name] = type;
        }
    }
}
