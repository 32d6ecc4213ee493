using OpsFlow.Engine.Storage;

namespace OpsFlow.Engine.Executions;

/// <summary>
/// All runs of one workflow id that are in memory, and their lock. One lock for the id, not for the run, because
/// starting, continuing and resetting concern two runs at once. Nobody holds two entries' locks.
/// </summary>
internal sealed class WorkflowEntry(string namespaceName, string workflowId, TimeProvider time) : IWriteOwner
{
    private int _users;
    private int _recovering;
    private long _lastUsed = time.GetTimestamp();

    public string Namespace { get; } = namespaceName;

    public string WorkflowId { get; } = workflowId;

    public SemaphoreSlim Lock { get; } = new(1, 1);

    /// <summary>Out of the cache: whoever gets the lock must look the entry up again.</summary>
    public bool Evicted { get; set; }

    public bool HasFailed { get; set; }

    public Dictionary<string, LoadedRun> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>The newest run; null when it is not loaded or there is none.</summary>
    public LoadedRun? Current { get; set; }

    /// <summary>The newest write of any run here.</summary>
    public Task LastWrite { get; set; } = Task.CompletedTask;

    /// <summary>The size of the histories in memory, encoded, in bytes. Known when the lock is let go.</summary>
    public long HistoryBytes { get; set; }

    /// <summary>1 while it stands in the cache's list of small closed workflows.</summary>
    public int IsOffered;

    /// <summary>No run here is open. Known when the lock is let go.</summary>
    public bool IsClosed { get; set; }

    /// <summary>How long ago it was last used.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _lastUsed));

    public bool InUse => Volatile.Read(ref _users) > 0;

    /// <summary>True for the first caller: one of those whose writes failed takes up the rest.</summary>
    public bool TryBeginRecovery() => Interlocked.Exchange(ref _recovering, 1) == 0;

    public void Pin() => Interlocked.Increment(ref _users);

    public void Unpin()
    {
        Volatile.Write(ref _lastUsed, time.GetTimestamp());
        Interlocked.Decrement(ref _users);
    }
}
