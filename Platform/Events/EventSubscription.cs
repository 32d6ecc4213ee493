namespace OpsFlow.Platform.Events;

/// <summary>One follower's waits for a stream to grow.</summary>
public sealed class EventSubscription : IDisposable
{
    private readonly Action<EventSubscription> _remove;

    private volatile TaskCompletionSource _set = New();

    internal EventSubscription(string stream, FollowedPage page, Action<EventSubscription> remove) =>
        (Stream, Page, _remove) = (stream, page, remove);

    /// <summary>The stream.</summary>
    public string Stream { get; }

    /// <summary>What the followers of the stream read together.</summary>
    internal FollowedPage Page { get; }

    /// <summary>Waits for a notification since the last wait that had one, or for the timeout.</summary>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <returns>Whether there was a notification.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var set = _set.Task;
        // A thousand silent followers run into the timeout 500 times a second: nothing is thrown for that.
        await set.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (set.IsCompleted)
        {
            // One that comes before this is of something that the caller is about to read.
            _set = New();
            return true;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _remove(this);

    internal void Set() => _set.TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
