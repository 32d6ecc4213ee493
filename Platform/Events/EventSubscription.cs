namespace OpsFlow.Platform.Events;

/// <summary>One follower's wait for a stream to grow.</summary>
public sealed class EventSubscription : IDisposable
{
    private readonly TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<EventSubscription> _remove;

    internal EventSubscription(Action<EventSubscription> remove) => _remove = remove;

    /// <summary>Waits for a notification or the timeout.</summary>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <returns>Whether there was a notification.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _set.Task.WaitAsync(timeout, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _remove(this);

    internal void Set() => _set.TrySetResult();
}
