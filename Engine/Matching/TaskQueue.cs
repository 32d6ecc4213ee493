using System.Runtime.InteropServices;

namespace OpsFlow.Engine.Matching;

/// <summary>
/// One queue of one kind, with a lane for each worker version. An item goes to the poller of its lane that has waited
/// longest, else it waits itself. The lock guards the lanes and the pollers' names; nothing is awaited under it.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="route">The lane of an item.</param>
internal sealed class TaskQueue(TimeProvider clock, Func<WorkItem, string> route)
{
    /// <summary>A poller that was seen this recently counts as alive.</summary>
    public static readonly TimeSpan LivePollerWindow = TimeSpan.FromSeconds(10);

    /// <summary>A poller that waited so long for an item was one too many.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    /// <summary>While an item has waited so long there are too few pollers.</summary>
    private static readonly TimeSpan OldItem = TimeSpan.FromMilliseconds(200);

    /// <summary>More pollers are not advised more often: each advice must first have its effect.</summary>
    private static readonly TimeSpan AdviceInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PollerHistory = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    /// <summary>Almost always the only lane: that of workers without a version.</summary>
    private readonly Lane _plain = new();

    private readonly Dictionary<string, Lane> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Identity, string Version), long> _seen = [];
    private double _ratePerSecond;
    private long _nextSlot;
    private long _lastPoll;
    private long _lastAdvice;
    private bool _shutDown;

    public int BacklogCount
    {
        get
        {
            lock (_lock)
            {
                return Lanes().Sum(l => l.Items.Count);
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
                return Oldest_NeedsLock() is < long.MaxValue and var oldest ? oldest : 0;
            }
        }
    }

    /// <summary>How many pollers more or fewer a worker should have, told to one that just got an item.</summary>
    /// <param name="waited">How long its poller waited.</param>
    public int ScalingAdvice(TimeSpan waited)
    {
        if (waited >= LongWait)
        {
            return -1;
        }

        lock (_lock)
        {
            var oldest = Oldest_NeedsLock();
            if (oldest == long.MaxValue)
            {
                return 0;
            }

            var now = clock.GetUtcNow().Ticks;
            if (now - oldest < OldItem.Ticks || now - _lastAdvice < AdviceInterval.Ticks)
            {
                return 0;
            }

            _lastAdvice = now;
            return 1;
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
                    && (Lanes().Any(l => l.Pollers.Count > 0)
                        || clock.GetUtcNow().Ticks - _lastPoll < LivePollerWindow.Ticks);
            }
        }
    }

    public void Add(WorkItem item)
    {
        item.QueuedAt = clock.GetUtcNow().Ticks;
        lock (_lock)
        {
            Put_NeedsLock(item, first: false);
        }
    }

    /// <summary>Gives back an item that its poller could not take.</summary>
    public void Return(WorkItem item)
    {
        lock (_lock)
        {
            Put_NeedsLock(item, first: true);
        }
    }

    /// <summary>Puts what waits into the lanes where it belongs by now.</summary>
    public void Reroute()
    {
        lock (_lock)
        {
            var waiting = Lanes().SelectMany(l => l.Items).OrderBy(i => i.QueuedAt).ToList();
            foreach (var lane in Lanes())
            {
                lane.Items.Clear();
            }

            foreach (var item in waiting)
            {
                Put_NeedsLock(item, first: false);
            }
        }
    }

    /// <summary>Limits how many items leave the queue in a second.</summary>
    /// <param name="perSecond">The limit; null for none.</param>
    public void Limit(double? perSecond)
    {
        lock (_lock)
        {
            _ratePerSecond = perSecond ?? 0;
            _nextSlot = 0;
        }
    }

    /// <summary>How long an item must wait to keep to the limit. The slot is taken.</summary>
    public TimeSpan TakeSlot()
    {
        lock (_lock)
        {
            if (_ratePerSecond <= 0)
            {
                return TimeSpan.Zero;
            }

            var now = clock.GetUtcNow().Ticks;
            var slot = Math.Max(now, _nextSlot);
            _nextSlot = slot + (long)(TimeSpan.TicksPerSecond / _ratePerSecond);
            return TimeSpan.FromTicks(slot - now);
        }
    }

    /// <summary>The next item; null when none came before the token was cancelled.</summary>
    /// <param name="identity">Who polls.</param>
    /// <param name="token">Ends the wait.</param>
    /// <param name="version">The poller's version; empty for none.</param>
    public async ValueTask<WorkItem?> PollAsync(string identity, CancellationToken token, string version = "")
    {
        Poller poller;
        LinkedListNode<Poller> node;
        lock (_lock)
        {
            _shutDown = false;
            _lastPoll = clock.GetUtcNow().Ticks;
            CollectionsMarshal.GetValueRefOrAddDefault(_seen, (identity, version), out _) = _lastPoll;
            if (token.IsCancellationRequested)
            {
                return null;
            }

            var lane = Lane_NeedsLock(version);
            if (lane.Items.First is { } first)
            {
                lane.Items.RemoveFirst();
                return first.Value;
            }

            poller = new Poller();
            node = lane.Pollers.AddLast(poller);
        }

        await using var registration = token.UnsafeRegister(static p => ((Poller)p!).TrySetResult(null), poller)
            .ConfigureAwait(false);
        var item = await poller.Task.ConfigureAwait(false);
        lock (_lock)
        {
            _lastPoll = clock.GetUtcNow().Ticks;
            node.List?.Remove(node);
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
                foreach (var gone in _seen.Keys.Where(k => k.Identity == identity).ToArray())
                {
                    _seen.Remove(gone);
                }
            }

            _shutDown = true;
            _lastPoll = 0;
            foreach (var lane in Lanes())
            {
                foreach (var poller in lane.Pollers)
                {
                    poller.TrySetResult(null);
                }

                lane.Pollers.Clear();
            }
        }
    }

    public List<(string Identity, string Version, long LastSeen)> Pollers()
    {
        lock (_lock)
        {
            var oldest = clock.GetUtcNow().Ticks - PollerHistory.Ticks;
            foreach (var (poller, seen) in _seen.ToArray())
            {
                if (seen < oldest)
                {
                    _seen.Remove(poller);
                }
            }

            return [.. _seen.Select(s => (s.Key.Identity, s.Key.Version, s.Value))];
        }
    }

    private void Put_NeedsLock(WorkItem item, bool first)
    {
        var lane = Lane_NeedsLock(route(item));
        while (lane.Pollers.First is { } poller)
        {
            lane.Pollers.RemoveFirst();
            if (poller.Value.TrySetResult(item))
            {
                return;
            }
        }

        if (first)
        {
            lane.Items.AddFirst(item);
        }
        else
        {
            lane.Items.AddLast(item);
        }
    }

    private Lane Lane_NeedsLock(string version)
    {
        if (version.Length == 0)
        {
            return _plain;
        }

        return CollectionsMarshal.GetValueRefOrAddDefault(_versions, version, out _) ??= new Lane();
    }

    private long Oldest_NeedsLock()
    {
        var oldest = _plain.Items.First?.Value.QueuedAt ?? long.MaxValue;
        foreach (var lane in _versions.Values)
        {
            oldest = Math.Min(oldest, lane.Items.First?.Value.QueuedAt ?? long.MaxValue);
        }

        return oldest;
    }

    private IEnumerable<Lane> Lanes() => _versions.Count == 0 ? [_plain] : [_plain, .. _versions.Values];

    private sealed class Lane
    {
        public LinkedList<WorkItem> Items { get; } = [];

        public LinkedList<Poller> Pollers { get; } = [];
    }

    private sealed class Poller() : TaskCompletionSource<WorkItem?>(TaskCreationOptions.RunContinuationsAsynchronously);
}
