namespace Temporalio.Worker.Tuning;

/// <summary>
/// Lets polls for runs in memory begin only while a poll for new work holds a slot. Else they could hold every slot that the
/// supplier has, for as long as a long poll takes, and nothing new would ever begin.
/// </summary>
internal sealed class PollGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    /// <summary>Whether a poll for new work holds a slot.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _inside > 0;
            }
        }
    }

    /// <summary>A poll for new work begins.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _inside++;
            _open.TrySetResult();
        }
    }

    /// <summary>A poll for new work ends.</summary>
    public void Exit()
    {
        lock (_lock)
        {
            if (--_inside == 0)
            {
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Waits until a poll for new work holds a slot.</summary>
    /// <param name="token">Cancels.</param>
    /// <returns>When one does.</returns>
    public Task WaitAsync(CancellationToken token)
    {
        lock (_lock)
        {
            return _open.Task.WaitAsync(token);
        }
    }
}
