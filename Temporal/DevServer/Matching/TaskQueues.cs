using System.Collections.Concurrent;

namespace Temporal.DevServer.Matching;

/// <summary>All queues of the server.</summary>
internal sealed class TaskQueues(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Namespace, string Name, bool Activity), TaskQueue> _queues = new();

    public TaskQueue Workflow(string namespaceName, string name) => Get(namespaceName, name, activity: false);

    public TaskQueue Activity(string namespaceName, string name) => Get(namespaceName, name, activity: true);

    private TaskQueue Get(string namespaceName, string name, bool activity) =>
        _queues.GetOrAdd((namespaceName, name, activity), static (_, clock) => new TaskQueue(clock), clock);
}
