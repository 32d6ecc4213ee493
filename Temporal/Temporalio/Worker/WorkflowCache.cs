namespace Temporalio.Worker;

/// <summary>The runs in memory, the least recently used first to go.</summary>
/// <param name="capacity">How many runs are kept.</param>
/// <param name="evicted">Told when a run has to go for another.</param>
internal sealed class WorkflowCache(int capacity, Action evicted)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<WorkflowRun>> _runs = [];
    private readonly LinkedList<WorkflowRun> _order = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _runs.Count;
            }
        }
    }

    /// <summary>Finds or makes a run, and makes room for it.</summary>
    public WorkflowRun GetOrAdd(string runId)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(runId, out var node))
            {
                _order.Remove(node);
                _order.AddLast(node);
                return node.Value;
            }

            var run = new WorkflowRun(runId);
            if (capacity > 0)
            {
                while (_runs.Count >= capacity && FirstIdle() is { } idle)
                {
                    Remove_NeedsLock(idle);
                    evicted();
                }

                _runs[runId] = _order.AddLast(run);
            }

            return run;
        }
    }

    /// <summary>Forgets a run; a later task gets a new one and replays.</summary>
    public void Remove(string runId)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(runId, out var node))
            {
                Remove_NeedsLock(node);
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _runs.Clear();
            _order.Clear();
        }
    }

    private LinkedListNode<WorkflowRun>? FirstIdle()
    {
        for (var node = _order.First; node is not null; node = node.Next)
        {
            if (node.Value.Gate.CurrentCount > 0)
            {
                return node;
            }
        }

        return null;
    }

    private void Remove_NeedsLock(LinkedListNode<WorkflowRun> node)
    {
        // Nobody would be told how they ended; the next replay runs them again.
        node.Value.Runner?.Locals.Dispose();
        _runs.Remove(node.Value.RunId);
        _order.Remove(node);
    }
}
