namespace Temporalio.Workflows;

/// <summary>A mutual exclusion for workflow code; deterministic, fair, and not bound to a thread or task.</summary>
public class Mutex
{
    private readonly Semaphore _semaphore = new(1);

    /// <summary>Locks.</summary>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>When locked.</returns>
    public Task WaitOneAsync(CancellationToken? cancellationToken = null) => _semaphore.WaitAsync(cancellationToken);

    /// <summary>Locks, unless a time passes first.</summary>
    /// <param name="millisecondsTimeout">The time in milliseconds.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>Whether locked.</returns>
    public Task<bool> WaitOneAsync(int millisecondsTimeout, CancellationToken? cancellationToken = null) =>
        _semaphore.WaitAsync(millisecondsTimeout, cancellationToken);

    /// <summary>Locks, unless a time passes first.</summary>
    /// <param name="timeout">The time.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>Whether locked.</returns>
    public Task<bool> WaitOneAsync(TimeSpan timeout, CancellationToken? cancellationToken = null) =>
        _semaphore.WaitAsync(timeout, cancellationToken);

    /// <summary>Unlocks.</summary>
    /// <exception cref="InvalidOperationException">It is not locked.</exception>
    public void ReleaseMutex() => _semaphore.Release();
}
