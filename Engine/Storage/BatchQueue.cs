namespace OpsFlow.Engine.Storage;

/// <summary>
/// A queue from which one thread takes whatever waits. It sleeps at once when nothing does: a blocking collection would
/// spin and yield first, which on a busy machine takes time from those who are about to add something, and it then
/// notices later that they did.
/// </summary>
/// <typeparam name="T">What waits.</typeparam>
internal sealed class BatchQueue<T>
{
    private readonly object _lock = new();
    private readonly Queue<T> _items = [];
    private bool _waiting;
    private bool _completed;

    /// <summary>False when nothing is taken any more.</summary>
    public bool TryAdd(T item)
    {
        lock (_lock)
        {
            if (_completed)
            {
                return false;
            }

            _items.Enqueue(item);
            if (_waiting)
            {
                _waiting = false;
                Monitor.Pulse(_lock);
            }

            return true;
        }
    }

    /// <summary>Waits until there is something; false when the queue is empty and nothing more will come.</summary>
    /// <param name="batch">Gets what waits.</param>
    /// <param name="most">The most items to have in the batch.</param>
    public bool Take(List<T> batch, int most)
    {
        lock (_lock)
        {
            while (_items.Count == 0)
            {
                if (_completed)
                {
                    return false;
                }

                _waiting = true;
                Monitor.Wait(_lock);
            }

            while (batch.Count < most && _items.TryDequeue(out var item))
            {
                batch.Add(item);
            }

            return true;
        }
    }

    /// <summary>Refuses what comes from now on. What waits is still taken.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            Monitor.Pulse(_lock);
        }
    }
}
