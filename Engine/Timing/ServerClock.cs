namespace OpsFlow.Engine.Timing;

/// <summary>The server's time: the given clock, plus what was skipped.</summary>
/// <param name="inner">The clock that also times real waits.</param>
internal sealed class ServerClock(TimeProvider inner) : TimeProvider
{
    private long _skipped;

    /// <summary>Raised after the time was moved on.</summary>
    public event Action? Skipped;

    public TimeProvider Inner { get; } = inner;

    /// <summary>Now, in UTC ticks.</summary>
    public long Now => Inner.GetUtcNow().Ticks + Interlocked.Read(ref _skipped);

    public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);

    /// <summary>Moves the time on to the given ticks; never back.</summary>
    public void SkipTo(long ticks)
    {
        if (ticks - Now is > 0 and var ahead)
        {
            Interlocked.Add(ref _skipped, ahead);
            Skipped?.Invoke();
        }
    }
}
