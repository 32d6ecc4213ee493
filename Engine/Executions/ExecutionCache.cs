using System.Collections.Concurrent;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Timing;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>Keeps recently used workflows in memory; the rest is in the database.</summary>
/// <param name="store">Where the rest is.</param>
/// <param name="capacity">The most workflows to keep that nobody uses at the moment.</param>
/// <param name="time">Tells how long a workflow was not used.</param>
internal sealed partial class ExecutionCache(SqliteStore store, int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Namespace, string WorkflowId), WorkflowEntry> _entries = new();

    public int Count => _entries.Count;

    /// <summary>The workflow's entry, pinned and with its lock held.</summary>
    public async ValueTask<WorkflowEntry> AcquireAsync(
        string namespaceName, string workflowId, CancellationToken token = default)
    {
        while (true)
        {
            var entry = _entries.GetOrAdd(
                (namespaceName, workflowId),
                static (key, time) => new WorkflowEntry(key.Namespace, key.WorkflowId, time), time);
            entry.Pin();
            try
            {
                await entry.Lock.WaitAsync(token).ConfigureAwait(false);
            }
            catch
            {
                entry.Unpin();
                throw;
            }

            if (entry.HasFailed)
            {
                Drop(entry);
            }

            if (!entry.Evicted)
            {
                return entry;
            }

            Release(entry);
        }
    }

    public void Release(WorkflowEntry entry)
    {
        long bytes = 0;
        var isClosed = true;
        foreach (var run in entry.Runs.Values)
        {
            bytes += run.State.State.HistorySize;
            isClosed &= !run.State.IsRunning;
        }

        entry.HistoryBytes = bytes;
        entry.IsClosed = isClosed;
        entry.Lock.Release();
        entry.Unpin();
        OfferClosed(entry);
    }

    /// <summary>A run by its id, or the newest; null when there is none. Needs the entry's lock.</summary>
    public LoadedRun? Find(WorkflowEntry entry, string? runId)
    {
        if (string.IsNullOrEmpty(runId))
        {
            return entry.Current ??= Load(entry, null);
        }

        return entry.Runs.TryGetValue(runId, out var run) ? run : Load(entry, runId);
    }

    public LoadedRun AddNew(WorkflowEntry entry, MutableState state)
    {
        var reference = new RunRef(store.NextRunKey(), entry.Namespace, entry.WorkflowId, state.State.RunId);
        foreach (var (id, closed) in entry.Runs.ToArray())
        {
            // Of a long chain of runs only the last two are kept; older ones are on disk, if they are: who asked for
            // one before that would find it there as it was before its end.
            if (entry.LastWrite.IsCompleted && closed != entry.Current && !closed.State.IsRunning && closed.CanEvict)
            {
                entry.Runs.Remove(id);
            }
        }

        var run = new LoadedRun(reference, state, isNew: true);
        entry.Runs[state.State.RunId] = run;
        entry.Current = run;
        return run;
    }

    /// <summary>Forgets an entry whose memory is ahead of the disk. Needs its lock.</summary>
    public void Drop(WorkflowEntry entry)
    {
        entry.Evicted = true;
        _entries.TryRemove(
            new KeyValuePair<(string, string), WorkflowEntry>((entry.Namespace, entry.WorkflowId), entry));
        var error = new StoreException("The write failed; the workflow is as it was.");
        foreach (var run in entry.Runs.Values)
        {
            Forget(run, error);
        }
    }

    /// <summary>Forgets one run that is no longer on disk; others of its workflow stay. Needs its lock.</summary>
    public static void Remove(WorkflowEntry entry, LoadedRun run)
    {
        entry.Runs.Remove(run.State.State.RunId);
        if (entry.Current == run)
        {
            entry.Current = null;
        }

        Forget(run, Errors.WorkflowNotFound(entry.WorkflowId, run.State.State.RunId));
    }

    private static void Forget(LoadedRun run, Exception error)
    {
        run.Forget();
        foreach (var wait in run.UpdateWaits.Values)
        {
            wait.Fail(error);
        }

        foreach (var query in run.Queries)
        {
            query.TrySetException(error);
        }
    }

    /// <summary>The state of a run as it is taken up again.</summary>
    /// <exception cref="StoreException">The bytes are damaged.</exception>
    public static RunState ParseState(ReadOnlySpan<byte> bytes, long runKey)
    {
        var state = Stored.Parse(RunState.Parser, bytes, $"The state of run {runKey}");
        if (state.WorkflowTask is { Speculative: true })
        {
            // Its updates were in memory only.
            state.WorkflowTask = null;
        }

        return state;
    }

    /// <summary>
    /// State and history are written together, so they fit; unless the file was changed by something else.
    /// </summary>
    private static void RequireWhole(StoredRun stored, RunState state, WorkflowEntry entry)
    {
        var next = 1;
        if (stored.History.Exists(e => e.EventId != next++) || state.NextEventId != next || next == 1
            || state.WorkflowId != entry.WorkflowId || state.Namespace != entry.Namespace)
        {
            throw new StoreException(
                $"The history of run {stored.RunKey} is damaged: {stored.History.Count} events, expected "
                    + $"{state.NextEventId - 1}.",
                isDamage: true);
        }
    }

    private LoadedRun? Load(WorkflowEntry entry, string? runId)
    {
        StoredRun? stored;
        RunState state;
        try
        {
            stored = store.FindRun(entry.Namespace, entry.WorkflowId, runId);
            if (stored is null)
            {
                return null;
            }

            state = ParseState(stored.State, stored.RunKey);
            RequireWhole(stored, state, entry);
        }
        catch (StoreException e)
        {
            throw Errors.Of(e);
        }

        if (entry.Runs.TryGetValue(state.RunId, out var known))
        {
            return known;
        }

        var mutable = new MutableState(state, stored.History, state.ToByteString());
        var run = new LoadedRun(
            new RunRef(stored.RunKey, entry.Namespace, entry.WorkflowId, state.RunId), mutable, isNew: false);
        entry.Runs[state.RunId] = run;
        if (state.Status == WorkflowExecutionStatus.Running)
        {
            entry.Current = run;
        }

        return run;
    }
}
