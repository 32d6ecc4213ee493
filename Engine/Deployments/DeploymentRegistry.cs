using System.Collections.Concurrent;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Grpc.Core;
using VersionTaskQueueInfo = Temporalio.Api.Deployment.V1.WorkerDeploymentVersionInfo.Types.VersionTaskQueueInfo;

namespace OpsFlow.Engine.Deployments;

/// <summary>
/// Worker deployments: which versions exist, which queues they serve, and which of them gets the work that no version
/// is pinned to. Versions appear when their workers first poll. Kept in memory, written through to the database.
/// </summary>
internal sealed class DeploymentRegistry
{
    private const string Kind = "deployment";

    private readonly ExecutionEngine _engine;
    private readonly ConcurrentDictionary<(string Namespace, string Name), DeploymentRecord> _records = new();
    private readonly ConcurrentDictionary<(string Namespace, string Version, string Queue, TaskQueueType Type), byte> _known = new();
    private readonly Lock _lock = new();

    public DeploymentRegistry(ExecutionEngine engine)
    {
        _engine = engine;
        foreach (var record in engine.Store.ReadRecords(Kind, DeploymentRecord.Parser))
        {
            _records[(record.Namespace, record.Info.Name)] = record;
        }

        engine.Queues.Route = Route;
    }

    private Timestamp Now => Ticks.ToTimestamp(_engine.Clock.Now);

    public IEnumerable<DeploymentRecord> All(string namespaceName) => _records.Values
        .Where(r => r.Namespace == namespaceName)
        .OrderBy(r => r.Info.Name, StringComparer.Ordinal);

    /// <summary>A deployment as it is now; not to be changed.</summary>
    public DeploymentRecord? Find(string namespaceName, string name) =>
        _records.TryGetValue((namespaceName, name), out var record) ? record : null;

    /// <summary>Notes that workers of a version serve a queue.</summary>
    public async Task RegisterAsync(
        string namespaceName, WorkerDeploymentOptions? options, string queue, TaskQueueType type)
    {
        if (WorkerVersions.DeploymentOf(options) is not { } version
            || _known.ContainsKey((namespaceName, WorkerVersions.Text(version), queue, type)))
        {
            return;
        }

        await ChangeAsync(namespaceName, version.DeploymentName, create: true, record =>
        {
            var info = AddVersion(record, version.BuildId);
            if (!info.TaskQueueInfos.Any(q => q.Name == queue && q.Type == type))
            {
                info.TaskQueueInfos.Add(new VersionTaskQueueInfo { Name = queue, Type = type });
            }

            return true;
        }).ConfigureAwait(false);
        _known[(namespaceName, WorkerVersions.Text(version), queue, type)] = 0;
    }

    /// <summary>Changes a deployment and lets waiting tasks go where they belong afterwards.</summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="name">The deployment.</param>
    /// <param name="create">Whether to make one that does not exist.</param>
    /// <param name="change">The change; an exception leaves everything as it was.</param>
    /// <exception cref="RpcException">There is no such deployment.</exception>
    public async Task<T> ChangeAsync<T>(
        string namespaceName, string name, bool create, Func<DeploymentRecord, T> change)
    {
        T result;
        Task written;
        DeploymentRecord record;
        DeploymentRecord? before;
        var key = (namespaceName, name);
        // The order of the changes is that of their writes: both are made under the lock.
        lock (_lock)
        {
            before = Find(namespaceName, name);
            if (before is not { } known)
            {
                known = create ? NewRecord(namespaceName, name) : throw Errors.NotFound("Worker Deployment not found");
            }

            record = known.Clone();
            result = change(record);
            record.ConflictToken++;
            _records[key] = record;
            written = _engine.Store.WriteRecordAsync(Kind, namespaceName, name, record.ToByteArray());
        }

        try
        {
            await written.ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            Restore(key, record, before);
            throw Errors.Of(e);
        }

        _engine.Queues.Reroute(namespaceName);
        return result;
    }

    /// <summary>Takes back a change that is not on disk, unless a later one has taken its place.</summary>
    private void Restore((string Namespace, string Name) key, DeploymentRecord record, DeploymentRecord? before)
    {
        lock (_lock)
        {
            if (!_records.TryGetValue(key, out var current) || current != record)
            {
                return;
            }

            if (before is null)
            {
                _records.TryRemove(key, out _);
            }
            else
            {
                _records[key] = before;
            }
        }
    }

    public Task DeleteAsync(string namespaceName, string name)
    {
        lock (_lock)
        {
            _records.TryRemove((namespaceName, name), out _);
            return _engine.Store.DeleteRecordAsync(Kind, namespaceName, name);
        }
    }

    /// <summary>Lets a version be seen anew when its workers poll again.</summary>
    public void Forget(string namespaceName, string version)
    {
        foreach (var key in _known.Keys.Where(k => k.Namespace == namespaceName && k.Version == version))
        {
            _known.TryRemove(key, out _);
        }
    }

    /// <summary>The version's entry, made if it is new.</summary>
    public WorkerDeploymentVersionInfo AddVersion(DeploymentRecord record, string buildId)
    {
        if (!record.Versions.TryGetValue(buildId, out var info))
        {
            var version = new WorkerDeploymentVersion { DeploymentName = record.Info.Name, BuildId = buildId };
            info = new WorkerDeploymentVersionInfo
            {
                DeploymentVersion = version,
                DeploymentName = record.Info.Name,
                Version = WorkerVersions.Dotted(version),
                Status = WorkerDeploymentVersionStatus.Inactive,
                CreateTime = Now,
            };
            record.Versions[buildId] = info;
        }

        return info;
    }

    private DeploymentRecord NewRecord(string namespaceName, string name) => new()
    {
        Namespace = namespaceName,
        Info = new WorkerDeploymentInfo { Name = name, CreateTime = Now, RoutingConfig = new RoutingConfig() },
    };

    /// <summary>
    /// The version that takes an item: the one that it is pinned to, else the ramping or current one of the queue.
    /// </summary>
    private string Route(string namespaceName, string queue, bool activity, WorkItem item)
    {
        if (item.Version is { Length: 0 } || _records.IsEmpty)
        {
            return item.Version ?? "";
        }

        var type = activity ? TaskQueueType.Activity : TaskQueueType.Workflow;
        if (item.Version is { } pinned && (!activity || Knows(namespaceName, pinned, queue, type)))
        {
            return pinned;
        }

        DeploymentRecord? current = null, ramping = null;
        foreach (var record in _records.Values.Where(r => r.Namespace == namespaceName))
        {
            var routing = record.Info.RoutingConfig;
            if (Serves(record, routing.CurrentDeploymentVersion, queue, type)
                && (current is null || IsLater(
                    routing.CurrentVersionChangedTime, current.Info.RoutingConfig.CurrentVersionChangedTime)))
            {
                current = record;
            }

            if (routing.RampingVersionPercentage > 0
                && Serves(record, routing.RampingDeploymentVersion, queue, type)
                && (ramping is null || IsLater(
                    routing.RampingVersionChangedTime, ramping.Info.RoutingConfig.RampingVersionChangedTime)))
            {
                ramping = record;
            }
        }

        if (ramping?.Info.RoutingConfig is { } ramp && Share(item.WorkflowId) < ramp.RampingVersionPercentage)
        {
            return WorkerVersions.Text(ramp.RampingDeploymentVersion);
        }

        return current is null ? "" : WorkerVersions.Text(current.Info.RoutingConfig.CurrentDeploymentVersion);
    }

    private bool Knows(string namespaceName, string version, string queue, TaskQueueType type) =>
        _records.Values.Any(r => r.Namespace == namespaceName && r.Versions.Values.Any(v =>
            WorkerVersions.Text(v.DeploymentVersion) == version
            && v.TaskQueueInfos.Any(q => q.Name == queue && q.Type == type)));

    private static bool Serves(
        DeploymentRecord record, WorkerDeploymentVersion? version, string queue, TaskQueueType type) =>
        version is not null
        && record.Versions.TryGetValue(version.BuildId, out var info)
        && info.TaskQueueInfos.Any(q => q.Name == queue && q.Type == type);

    private static bool IsLater(Timestamp? one, Timestamp? other) =>
        (one ?? new Timestamp()).CompareTo(other ?? new Timestamp()) > 0;

    /// <summary>
    /// Where in 0 to 100 a workflow stands; always the same for the same id, so that it does not change sides.
    /// </summary>
    private static double Share(string workflowId) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(workflowId))) % 10_000 / 100.0;
}
