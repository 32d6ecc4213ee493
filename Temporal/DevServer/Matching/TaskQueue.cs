using System.Runtime.InteropServices;

namespace Temporal.DevServer.Matching;

/// <summary>
/// One queue of one kind. An item goes to the poller that has waited longest, else it waits itself. The lock guards
/// both lists and the pollers' names; nothing is awaited under it.
/// </summary>
internal sealed class TaskQueue(TimeProvider clock)
{
    /// <summary>A poller that was seen this recently counts as alive.</summary>
    public static readonly TimeSpan LivePollerWindow = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PollerHistory = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly LinkedList<WorkItem> _items = [];
    private readonly LinkedList<Poller> _pollers = [];
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);
    private long _lastPoll;
    private bool _shutDown;

    public int BacklogCount
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>When the oldest waiting item came, in ticks; 0 = none waits.</summary>
    public long OldestItem
    {
        get
        {
            lock (_lock)
            {
                return _items.First?.Value.QueuedAt ?? 0;
            }
        }
    }

    /// <summary>Whether a worker waits here or did a moment ago.</summary>
    public bool HasLivePoller
    {
        get
        {
            lock (_lock)
            {
                return !_shutDown
                    && (_pollers.Count > 0 || clock.GetUtcNow().Ticks - _lastPoll < LivePollerWindow.Ticks);
            }
        }
    }

    public void Add(WorkItem item)
    {
        item.QueuedAt = clock.GetUtcNow().Ticks;
        lock (_lock)
        {
            while (_pollers.First is { } first)
            {
                _pollers.RemoveFirst();
                if (first.Value.TrySetResult(item))
                {
                    return;
                }
            }

            _items.AddLast(item);
        }
    }

    /// <summary>Gives back an item that its poller could not take.</summary>
    public void Return(WorkItem item)
    {
        lock (_lock)
        {
            while (_pollers.First is { } first)
            {
                _pollers.RemoveFirst();
                if (first.Value.TrySetResult(item))
                {
                    return;
                }
            }

            _items.AddFirst(item);
        }
    }

    /// <summary>The next item; null when none came before the token was cancelled.</summary>
    public async ValueTask<WorkItem?> PollAsync(string identity, CancellationToken token)
    {
        Poller poller;
        LinkedListNode<Poller> node;
        lock (_lock)
        {
            _shutDown = false;
            _lastPoll = clock.GetUtcNow().Ticks;
            CollectionsMarshal.GetValueRefOrAddDefault(_seen, identity, out _) = _lastPoll;
            if (token.IsCancellationRequested)
            {
                return null;
            }

            if (_items.First is { } first)
            {
                _items.RemoveFirst();
                return first.Value;
            }

            poller = new Poller();
            node = _pollers.AddLast(poller);
        }

        await using var registration = token.UnsafeRegister(static p => ((Poller)p!).TrySetResult(null), poller)
            .ConfigureAwait(false);
        var item = await poller.Task.ConfigureAwait(false);
        lock (_lock)
        {
            _lastPoll = clock.GetUtcNow().Ticks;
            if (node.List is not null)
            {
                _pollers.Remove(node);
            }
        }

        return item;
    }

    /// <summary>The worker of a sticky queue said goodbye: its pollers end and nothing is put here any more.</summary>
    public void ShutDown(string? identity = null)
    {
        lock (_lock)
        {
            if (identity is not null)
            {
                _seen.Remove(identity);
            }

            _shutDown = true;
            _lastPoll = 0;
            foreach (var poller in _pollers)
            {
                poller.TrySetResult(null);
            }

            _pollers.Clear();
        }
    }

    public List<(string Identity, long LastSeen)> Pollers()
    {
        lock (_lock)
        {
            var oldest = clock.GetUtcNow().Ticks - PollerHistory.Ticks;
            foreach (var (identity, seen) in _seen.ToArray())
            {
                if (seen < oldest)
                {
                    _seen.Remove(identity);
                }
            }

            return [.. _seen.Select(s => (s.Key, s.Value))];
        }
    }

    private sealed class Poller() : TaskCompletionSource<WorkItem?>(TaskCreationOptions.RunContinuationsAsynchronously);
}
