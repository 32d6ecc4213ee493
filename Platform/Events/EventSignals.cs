namespace OpsFlow.Platform.Events;

/// <summary>Wakes those who follow a stream in this process. The lock guards the lists of subscriptions.</summary>
public sealed class EventSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Followed> _subscriptions = new(StringComparer.Ordinal);

    /// <summary>The number of open subscriptions.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Values.Sum(f => f.By.Count);
            }
        }
    }

    /// <summary>Wakes everyone who follows a stream.</summary>
    public void Notify(string stream)
    {
        lock (_lock)
        {
            _subscriptions.GetValueOrDefault(stream)?.Notify();
        }
    }

    /// <summary>Wakes everyone, after notifications may have been missed.</summary>
    public void NotifyAll()
    {
        lock (_lock)
        {
            foreach (var followed in _subscriptions.Values)
            {
                followed.Notify();
            }
        }
    }

    /// <summary>Begins to follow a stream.</summary>
    /// <returns>A subscription to dispose.</returns>
    public EventSubscription Subscribe(string stream)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(stream, out var followed))
            {
                _subscriptions[stream] = followed = new();
            }

            var subscription = new EventSubscription(stream, followed.Page, Remove);
            followed.By.Add(subscription);
            return subscription;
        }
    }

    private void Remove(EventSubscription subscription)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(subscription.Stream, out var followed) && followed.By.Remove(subscription)
                && followed.By.Count == 0)
            {
                _subscriptions.Remove(subscription.Stream);
            }
        }
    }

    private sealed class Followed
    {
        public HashSet<EventSubscription> By { get; } = [];

        public FollowedPage Page { get; } = new();

        // The page first: whoever is woken must not get the one of before.
        public void Notify()
        {
            Page.Outdate();
            foreach (var subscription in By)
            {
                subscription.Set();
            }
        }
    }
}
