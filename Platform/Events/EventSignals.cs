namespace OpsFlow.Platform.Events;

/// <summary>Wakes those who follow a stream in this process. The lock guards the lists of subscriptions.</summary>
public sealed class EventSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<EventSubscription>> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>The number of open subscriptions.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Values.Sum(l => l.Count);
            }
        }
    }

    /// <summary>Wakes everyone who follows a stream.</summary>
    public void Notify(string stream)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions.GetValueOrDefault(stream) ?? [])
            {
                subscription.Set();
            }
        }
    }

    /// <summary>Wakes everyone, after notifications may have been missed.</summary>
    public void NotifyAll()
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions.Values.SelectMany(l => l))
            {
                subscription.Set();
            }
        }
    }

    /// <summary>Begins to follow a stream.</summary>
    /// <returns>A subscription to dispose.</returns>
    public EventSubscription Subscribe(string stream)
    {
        var subscription = new EventSubscription(s => Remove(stream, s));
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(stream, out var list))
            {
                _subscriptions[stream] = list = [];
            }

            list.Add(subscription);
        }

        return subscription;
    }

    private void Remove(string stream, EventSubscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(stream, out var list) && list.Remove(subscription) && list.Count == 0)
            {
                _subscriptions.Remove(stream);
            }
        }
    }
}
