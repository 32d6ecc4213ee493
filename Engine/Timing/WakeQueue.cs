namespace OpsFlow.Engine.Timing;

/// <summary>
/// Wakes runs at their time: one entry a run, so that a waiting run costs little whatever it waits for.
/// Guarded by one lock; the callback runs outside it.
/// </summary>
internal sealed class WakeQueue : IAsyncDisposable
{
    /// <summary>Timers cannot run longer than about 49 days; a longer wait is looked at again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>So many stale entries are not worth the work.</summary>
    private const int SpareEntries = 1000;

    private readonly ServerClock _clock;
    private readonly Action<RunRef> _wake;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<RunRef, long> _queue = new();
    private readonly Dictionary<long, long> _due = [];
    private readonly CancellationTokenSource _stop = new();
    private SemaphoreSlim _changed = new(0);
    private Task _loop = Task.CompletedTask;
    private long _waitingFor = long.MaxValue;
    private int _awake;

    public WakeQueue(ServerClock clock, Action<RunRef> wake)
    {
        _clock = clock;
        _wake = wake;
        _clock.Skipped += Signal;
    }

    /// <summary>
    /// The next time at which anything is due; 0 = nothing is; -1 = a run that was woken is still at work.
    /// </summary>
    public long NextDue
    {
        get
        {
            lock (_lock)
            {
                return _awake > 0 ? -1 : PeekNeedsLock();
            }
        }
    }

    /// <summary>Entries in the queue, stale ones included.</summary>
    internal int EntryCount
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>To be called once after each wake when its work is done.</summary>
    public void Done()
    {
        lock (_lock)
        {
            _awake--;
        }
    }

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Sets when the run wakes; 0 = never.</summary>
    public void Set(RunRef run, long due)
    {
        var earlier = false;
        lock (_lock)
        {
            if (due == 0)
            {
                _due.Remove(run.Key);
                return;
            }

            if (_due.TryGetValue(run.Key, out var known) && known == due)
            {
                return;
            }

            _due[run.Key] = due;
            _queue.Enqueue(run, due);
            if (_queue.Count > (2 * _due.Count) + SpareEntries)
            {
                DropStaleNeedsLock();
            }

            earlier = due < _waitingFor;
        }

        if (earlier)
        {
            Signal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clock.Skipped -= Signal;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _changed.Dispose();
    }

    private void Signal()
    {
        if (_changed.CurrentCount == 0)
        {
            _changed.Release();
        }
    }

    /// <summary>
    /// An entry whose run wakes at another time now stays until its own time comes, which may be years away: a run with
    /// a far deadline and many tasks would leave one behind for each.
    /// </summary>
    private void DropStaleNeedsLock()
    {
        var valid = new List<(RunRef, long)>(_due.Count);
        var seen = new HashSet<long>(_due.Count);
        foreach (var (run, due) in _queue.UnorderedItems)
        {
            if (_due.TryGetValue(run.Key, out var current) && current == due && seen.Add(run.Key))
            {
                valid.Add((run, due));
            }
        }

        _queue.Clear();
        _queue.EnqueueRange(valid);
    }

    private long PeekNeedsLock()
    {
        while (_queue.TryPeek(out var run, out var due))
        {
            if (_due.TryGetValue(run.Key, out var valid) && valid == due)
            {
                return due;
            }

            _queue.Dequeue();
        }

        return 0;
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan wait;
            while (true)
            {
                RunRef run;
                lock (_lock)
                {
                    var due = PeekNeedsLock();
                    var now = _clock.Now;
                    if (due == 0 || due > now)
                    {
                        _waitingFor = due == 0 ? long.MaxValue : due;
                        wait = due == 0 ? LongestWait : TimeSpan.FromTicks(Math.Min(due - now, LongestWait.Ticks));
                        break;
                    }

                    run = _queue.Dequeue();
                    _due.Remove(run.Key);
                    _awake++;
                }

                _wake(run);
            }

            // Rounded up: a timer that ends a little early would only spin.
            var milliseconds = (int)Math.Ceiling(wait.TotalMilliseconds);
            await WaitAsync(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds))).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        using var timeout = new CancellationTokenSource(wait, _clock.Inner);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        try
        {
            await _changed.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It is time, or the end.
        }
    }
}
