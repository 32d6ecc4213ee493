using System.Threading.Channels;

namespace OpsFlow.Engine.Executions;

/// <summary>What leaves memory, and when.</summary>
internal sealed partial class ExecutionCache
{
    /// <summary>Encoded; decoded they take about five times as much.</summary>
    private const long MaximumBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan MinimumIdle = TimeSpan.FromSeconds(2);

    /// <summary>Who reads a long history page by page shall not make it be loaded for each page.</summary>
    private static readonly TimeSpan ClosedIdle = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A closed workflow is read by those who wait for its result, and hardly ever again. Had it to stay for longer
    /// than the garbage collector's youngest generation lasts under load, all of them would be copied from generation
    /// to generation.
    /// </summary>
    public static readonly TimeSpan SmallClosedIdle = TimeSpan.FromMilliseconds(40);

    /// <summary>The largest history that is small, encoded.</summary>
    private const long SmallBytes = 64 * 1024;

    private readonly Channel<(WorkflowEntry Entry, long Since)> _closed =
        Channel.CreateUnbounded<(WorkflowEntry, long)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Calls <see cref="SweepClosed"/> whenever there may be something for it, until it is stopped.</summary>
    public async Task SweepClosedAsync(CancellationToken stopping)
    {
        while (await _closed.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
        {
            // All at once, not each at its time: under load there are thousands a second.
            await Task.Delay(2 * SmallClosedIdle, time, stopping).ConfigureAwait(false);
            SweepClosed();
        }
    }

    /// <summary>Takes small closed workflows out of memory that were not used for a moment.</summary>
    public void SweepClosed()
    {
        while (_closed.Reader.TryPeek(out var first) && time.GetElapsedTime(first.Since) >= SmallClosedIdle)
        {
            _closed.Reader.TryRead(out _);
            // Before the look at it: whoever closes it from now on offers it again.
            first.Entry.IsOffered = 0;
            if (!first.Entry.IsClosed)
            {
                continue;
            }

            if (first.Entry.Idle < SmallClosedIdle || !TryEvict(first.Entry))
            {
                OfferClosed(first.Entry);
            }
        }
    }

    private void OfferClosed(WorkflowEntry entry)
    {
        if (entry.IsClosed && !entry.Evicted && entry.HistoryBytes <= SmallBytes
            && Interlocked.Exchange(ref entry.IsOffered, 1) == 0)
        {
            _closed.Writer.TryWrite((entry, time.GetTimestamp()));
        }
    }

    /// <summary>
    /// Takes closed workflows out of memory that were not used for a while, and when there still are too many or they
    /// are too large, those that were not used for longest.
    /// </summary>
    public void Sweep()
    {
        var count = 0;
        long bytes = 0;
        foreach (var (_, entry) in _entries)
        {
            if (entry.IsClosed && !entry.InUse && entry.Idle >= ClosedIdle && TryEvict(entry))
            {
                continue;
            }

            count++;
            bytes += entry.HistoryBytes;
        }

        if (count <= capacity && bytes <= MaximumBytes)
        {
            return;
        }

        // Read once each: they change while they are put in order.
        var idle = _entries.Select(e => e.Value).Where(e => !e.InUse).Select(e => (e.Idle, Entry: e))
            .Where(e => e.Idle >= MinimumIdle).OrderByDescending(e => e.Idle);
        foreach (var (_, entry) in idle)
        {
            if (count <= capacity && bytes <= MaximumBytes)
            {
                return;
            }

            if (TryEvict(entry))
            {
                count--;
                bytes -= entry.HistoryBytes;
            }
        }
    }

    private bool TryEvict(WorkflowEntry entry)
    {
        if (!entry.Lock.Wait(0))
        {
            return false;
        }

        try
        {
            if (entry.Evicted || entry.InUse || !entry.LastWrite.IsCompleted || entry.Runs.Values.Any(r => !r.CanEvict))
            {
                return false;
            }

            entry.Evicted = true;
            foreach (var run in entry.Runs.Values)
            {
                // Whoever began to wait a moment ago must look again.
                run.Forget();
            }

            _entries.TryRemove(
                new KeyValuePair<(string, string), WorkflowEntry>((entry.Namespace, entry.WorkflowId), entry));
            return true;
        }
        finally
        {
            entry.Lock.Release();
        }
    }
}
