namespace Temporalio.Workflows;

/// <summary>A semaphore for workflow code; deterministic, and fair in the order of waiting.</summary>
public class Semaphore
{
    private readonly LinkedList<Waiter> _waiters = new();

    /// <summary>Makes a semaphore.</summary>
    /// <param name="initialCount">How many may enter; also the maximum.</param>
    /// <exception cref="ArgumentException">The count is below 1.</exception>
    public Semaphore(int initialCount)
    {
        if (initialCount < 1)
        {
            throw new ArgumentException("Initial count must be greater than 0", nameof(initialCount));
        }

        Max = initialCount;
        CurrentCount = initialCount;
    }

    /// <summary>The maximum count.</summary>
    public int Max { get; init; }

    /// <summary>How many may enter now.</summary>
    public int CurrentCount { get; private set; }

    /// <summary>Enters.</summary>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>When entered.</returns>
    public Task WaitAsync(CancellationToken? cancellationToken = null) => EnterAsync(null, cancellationToken);

    /// <summary>Enters, unless a time passes first.</summary>
    /// <param name="millisecondsTimeout">The time in milliseconds.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>Whether entered.</returns>
    public Task<bool> WaitAsync(int millisecondsTimeout, CancellationToken? cancellationToken = null) =>
        WaitAsync(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Enters, unless a time passes first.</summary>
    /// <param name="timeout">The time; zero does not wait, -1 ms waits for ever.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>Whether entered.</returns>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken? cancellationToken = null) =>
        EnterAsync(timeout == Timeout.InfiniteTimeSpan ? null : timeout, cancellationToken);

    /// <summary>Leaves.</summary>
    /// <exception cref="InvalidOperationException">The count would pass the maximum.</exception>
    public void Release()
    {
        if (CurrentCount >= Max)
        {
            throw new InvalidOperationException("Release called more often than the semaphore was entered");
        }

        CurrentCount++;
        GrantNext();
    }

    private void GrantNext()
    {
        while (CurrentCount > 0 && _waiters.First is { } first)
        {
            _waiters.RemoveFirst();
            first.Value.Granted = true;
            CurrentCount--;
        }
    }

    private async Task<bool> EnterAsync(TimeSpan? timeout, CancellationToken? cancellationToken)
    {
        var token = cancellationToken ?? Workflow.CancellationToken;
        token.ThrowIfCancellationRequested();
        if (CurrentCount > 0 && _waiters.Count == 0)
        {
            CurrentCount--;
            return true;
        }

        if (timeout == TimeSpan.Zero)
        {
            return false;
        }

        var waiter = new Waiter();
        var node = _waiters.AddLast(waiter);
        try
        {
            if (timeout is { } time)
            {
                await Workflow.WaitConditionAsync(() => waiter.Granted, time, token).ConfigureAwait(true);
            }
            else
            {
                await Workflow.WaitConditionAsync(() => waiter.Granted, token).ConfigureAwait(true);
            }
        }
        catch (OperationCanceledException) when (waiter.Granted)
        {
            // Granted and cancelled in one step: pass the turn on, or it would be lost.
            CurrentCount++;
            GrantNext();
            throw;
        }
        finally
        {
            if (!waiter.Granted)
            {
                _waiters.Remove(node);
            }
        }

        return waiter.Granted;
    }

    private sealed class Waiter
    {
        public bool Granted { get; set; }
    }
}
