namespace OpsFlow.Engine.Timing;

/// <summary>
/// Moves the clock on to the next thing that is due when nobody is at work and nobody has locked the time. Starts out
/// locked. The lock guards everything here.
/// </summary>
internal sealed class TimeSkipper(ServerClock clock, WakeQueue wakes)
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _busy = [];
    private readonly List<long> _sleepers = [];
    private int _locks = 1;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Acquire()
    {
        lock (_lock)
        {
            _locks++;
        }
    }

    /// <summary>Takes one lock away.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Release()
    {
        lock (_lock)
        {
            if (_locks == 0)
            {
                throw new InvalidOperationException("Time skipping is not locked.");
            }

            _locks--;
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
                next = next == 0 ? sleeper : Math.Min(next, sleeper);
            }

            if (next <= clock.Now)
            {
                return;
            }

            clock.SkipTo(next);
            moved = _moved;
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        moved.TrySetResult();
    }

    /// <summary>Waits until the server's time, skipped or real, is there.</summary>
    public async Task SleepUntilAsync(long target, CancellationToken token)
    {
        lock (_lock)
        {
            _sleepers.Add(target);
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
                _sleepers.Remove(target);
            }
        }
    }
}
