namespace UnaryGrpc;

/// <summary>When a call with a timeout is over: cancels its token then, or when the caller's own token is cancelled.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _started;

    /// <summary>Begins to measure.</summary>
    /// <param name="timeout">How long from now.</param>
    /// <param name="time">What measures it.</param>
    /// <param name="caller">The caller's token.</param>
    public Deadline(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        (_timeout, _time, _started) = (timeout, time, time.GetTimestamp());
        _source = new CancellationTokenSource(timeout, time);
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when the call is over.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>
    /// Whether the time is over, given that the caller did not cancel. The server measures it too and resets the stream,
    /// which may be seen here before the own timer runs, and its clock may be faster by less than a thousandth.
    /// </summary>
    public bool HasPassed => _source.IsCancellationRequested || _time.GetElapsedTime(_started) >= _timeout * 0.999;

    /// <inheritdoc/>
    public void Dispose()
    {
        // A caller that cancels at this moment is done with the source before it goes.
        _caller.Dispose();
        _source.Dispose();
    }
}
