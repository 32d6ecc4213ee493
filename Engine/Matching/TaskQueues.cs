using System.Collections.Concurrent;

namespace OpsFlow.Engine.Matching;

/// <summary>All queues of the server.</summary>
internal sealed class TaskQueues(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Namespace, string Name, bool Activity), TaskQueue> _queues = new();

    /// <summary>Which worker version takes an item of a queue: empty for workers without one.</summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="name">The queue.</param>
    /// <param name="activity">Whether it is the activities' queue.</param>
    /// <param name="item">The item.</param>
    public delegate string Routing(string namespaceName, string name, bool activity, WorkItem item);

    /// <summary>Decides the version; set once, before anything is queued.</summary>
    public Routing Route { get; set; } = (_, _, _, _) => "";

    public TaskQueue Workflow(string namespaceName, string name) => Get(namespaceName, name, activity: false);

    public TaskQueue Activity(string namespaceName, string name) => Get(namespaceName, name, activity: true);

    /// <summary>Lets what waits in a namespace go where it belongs now.</summary>
    public void Reroute(string namespaceName)
    {
        foreach (var (_, queue) in _queues.Where(q => q.Key.Namespace == namespaceName))
        {
            queue.Reroute();
        }
    }

    private TaskQueue Get(string namespaceName, string name, bool activity) =>
        _queues.TryGetValue((namespaceName, name, activity), out var known)
            ? known
            : _queues.GetOrAdd(
                (namespaceName, name, activity),
                key => new TaskQueue(clock, item => Route(key.Namespace, key.Name, key.Activity, item)));
}
