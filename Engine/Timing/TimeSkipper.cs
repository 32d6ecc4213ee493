namespace OpsFlow.Engine.Timing;

/// <summary>
/// Moves the clock on to the next thing that is due when nobody is at work and nobody has locked the time. Starts out
/// locked. The lock guards everything here.
/// </summary>
internal sealed class TimeSkipper(ServerClock clock, WakeQueue wakes)
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _busy = [];
    private readonly List<Sleeper> _sleepers = [];
    private int _locks = 1;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Acquire()
    {
        lock (_lock)
        {
            _locks++;
        }
    }

    /// <summary>Takes one lock away, if there is one.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _locks = Math.Max(0, _locks - 1);
        }

        Check();
    }

    public void SetBusy(long run, bool busy)
    {
        lock (_lock)
        {
            if (busy ? !_busy.Add(run) : !_busy.Remove(run))
            {
                return;
            }

            if (_busy.Count > 0)
            {
                return;
            }
        }

        Check();
    }

    /// <summary>Skips if it may.</summary>
    public void Check()
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            WakeSleepers_NeedsLock();
            if (_locks > 0 || _busy.Count > 0)
            {
                return;
            }

            var next = wakes.NextDue;
            if (next < 0)
            {
                return;
            }

            foreach (var sleeper in _sleepers)
            {
                next = next == 0 ? sleeper.Target : Math.Min(next, sleeper.Target);
            }

            if (next <= clock.Now)
            {
                return;
            }

            clock.SkipTo(next);
            WakeSleepers_NeedsLock();
            moved = _moved;
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        moved.TrySetResult();
    }

    /// <summary>Waits until the server's time, skipped or real, is there.</summary>
    /// <param name="target">When the wait ends, in ticks.</param>
    /// <param name="token">Ends it before.</param>
    /// <param name="unlocked">Takes one lock away meanwhile. Time never moves past the target before it is locked
    /// again.</param>
    public async Task SleepUntilAsync(long target, CancellationToken token, bool unlocked = false)
    {
        var sleeper = new Sleeper(target);
        lock (_lock)
        {
            if (unlocked && _locks > 0)
            {
                _locks--;
                sleeper.Owes = true;
            }

            _sleepers.Add(sleeper);
        }

        try
        {
            Check();
            while (clock.Now < target)
            {
                Task moved;
                lock (_lock)
                {
                    moved = _moved.Task;
                }

                if (clock.Now >= target)
                {
                    return;
                }

                var left = TimeSpan.FromTicks(Math.Min(target - clock.Now, TimeSpan.TicksPerHour));
                await Task.WhenAny(moved, Task.Delay(left, clock.Inner, token)).ConfigureAwait(false);
                token.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (_lock)
            {
                Wake_NeedsLock(sleeper);
                _sleepers.Remove(sleeper);
            }
        }
    }

    /// <summary>
    /// Whoever has slept enough gives back the lock that he took away, before anything else can move the time.
    /// </summary>
    private void WakeSleepers_NeedsLock()
    {
        var now = clock.Now;
        foreach (var sleeper in _sleepers)
        {
            if (sleeper.Target <= now)
            {
                Wake_NeedsLock(sleeper);
            }
        }
    }

    private void Wake_NeedsLock(Sleeper sleeper)
    {
        if (sleeper.Owes)
        {
            sleeper.Owes = false;
            _locks++;
        }
    }

    private sealed class Sleeper(long target)
    {
        public long Target { get; } = target;

        /// <summary>A lock that it took away and must give back.</summary>
        public bool Owes { get; set; }
    }
}
