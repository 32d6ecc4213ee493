using System.Collections.Concurrent;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Worker.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Workers that report themselves. Kept in memory: they report again within a minute.</summary>
internal sealed class WorkerRegistry(ServerClock clock)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Namespace, string Key), (WorkerHeartbeat Beat, long Seen)> _workers =
        new();

    public void Record(string namespaceName, WorkerHeartbeat beat)
    {
        if (beat.WorkerInstanceKey.Length > 0)
        {
            _workers[(namespaceName, beat.WorkerInstanceKey)] = (beat, clock.Inner.GetUtcNow().Ticks);
        }
    }

    public void Remove(string namespaceName, string key) => _workers.TryRemove((namespaceName, key), out _);

    public WorkerHeartbeat? Find(string namespaceName, string key) =>
        _workers.TryGetValue((namespaceName, key), out var worker) ? worker.Beat : null;

    public List<WorkerHeartbeat> List(string namespaceName)
    {
        var oldest = clock.Inner.GetUtcNow().Ticks - Forgotten.Ticks;
        foreach (var (key, worker) in _workers)
        {
            if (worker.Seen < oldest)
            {
                _workers.TryRemove(key, out _);
            }
        }

        return [.. _workers.Where(w => w.Key.Namespace == namespaceName).Select(w => w.Value.Beat)];
    }
}
