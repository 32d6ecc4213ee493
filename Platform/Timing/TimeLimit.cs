namespace OpsFlow.Platform.Timing;

/// <summary>A token that is canceled after a time, or when the caller's is.</summary>
public sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;

    /// <summary>Begins the time.</summary>
    /// <param name="cancellationToken">The caller's.</param>
    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _timer = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
        Token = _linked.Token;
    }

    /// <summary>Begins the time, by the system's clock.</summary>
    /// <param name="cancellationToken">The caller's.</param>
    public TimeLimit(TimeSpan limit, CancellationToken cancellationToken)
        : this(limit, TimeProvider.System, cancellationToken)
    {
    }

    /// <summary>Canceled after the time, or when the caller's is.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the time is over, whatever became of the caller's token.</summary>
    public bool IsOver => _timer.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
