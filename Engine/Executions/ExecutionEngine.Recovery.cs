using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Timing;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>Taking up what is on disk but not in memory: at the start, and after a write that failed.</summary>
internal sealed partial class ExecutionEngine
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes up the work that a former process left. Loads no history, and no run that only waits for callers.
    /// </summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public void Start()
    {
        var actions = new List<EffectAction>();
        var corrections = new List<(long RunKey, long Due)>();
        _store.ForEachDue(withStates: _skipper is not null, due =>
        {
            if (due.State is null)
            {
                _wakeQueue.Set(due.Run, due.Due);
                return;
            }

            if (TryParse(due) is not { } state)
            {
                return;
            }

            var run = new MutableState(state, [], null);
            SetWake(due.Run, run);
            // No worker is there yet: a task for the one that had the run in its cache may go to any.
            actions.AddRange(run.OutstandingEffects().Select(e => CreateAction(due.Run, run, e, toAnyWorker: true)));
            if (RunWrite.DueOf(run) is var actual && actual != due.Due)
            {
                corrections.Add((due.Run.Key, actual));
            }
        });
        foreach (var action in actions)
        {
            CarryOut(action);
        }

        if (corrections.Count > 0)
        {
            Track(_store.WriteDueAsync(corrections));
        }

        _wakeQueue.Start();
        RunInBackground(SweepAsync);
        RunInBackground(() => _cache.SweepClosedAsync(_stopping.Token));
        RunInBackground(() => _writeBehind.RunAsync(WriteKeptAsync, _stopping.Token));
    }

    /// <summary>Null when it is damaged: the others are served all the same, and calls for this one say so.</summary>
    private RunState? TryParse(DueRun due)
    {
        try
        {
            return ExecutionCache.ParseState(due.State!, due.Run.Key);
        }
        catch (StoreException e)
        {
            Log.RunDamaged(_logger, due.Run.WorkflowId, due.Run.RunId, e.Message);
            return null;
        }
    }

    /// <summary>
    /// Starts work that must not be lost because storage fails for a while: it is repeated until it succeeds.
    /// </summary>
    public void RunUntilStored(Func<Task> work) => RunInBackground(() => RetryAsync(work));

    private async Task RetryAsync(Func<Task> work)
    {
        for (var delay = FirstRetry; ; delay = delay < LongestRetry / 2 ? delay * 2 : LongestRetry)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (IsTemporary(e) && !_stopping.IsCancellationRequested)
            {
                await Task.Delay(delay, _clock.Inner, _stopping.Token).ConfigureAwait(false);
            }
        }
    }

    private static bool IsTemporary(Exception error) => error
        is RpcException { StatusCode: StatusCode.Unavailable } or StoreException { IsDamage: false };

    /// <summary>
    /// A write of the workflow failed, so its memory is thrown away. What was claimed, timed or owed by it is taken up
    /// again from the disk, as a fresh process would.
    /// </summary>
    private void Recover(WorkflowEntry entry, RpcException error)
    {
        if (_stopping.IsCancellationRequested || !entry.TryBeginRecovery())
        {
            return;
        }

        Log.WriteFailed(_logger, entry.WorkflowId, error.Status.Detail);
        RunUntilStored(() => RecoverAsync(entry));
    }

    private async Task RecoverAsync(WorkflowEntry failed)
    {
        await failed.Lock.WaitAsync(_stopping.Token).ConfigureAwait(false);
        List<RunRef> forgotten;
        try
        {
            if (!failed.Evicted)
            {
                _cache.Drop(failed);
            }

            forgotten = [.. failed.Runs.Values.Select(r => r.Ref)];
        }
        finally
        {
            failed.Lock.Release();
        }

        var actions = new List<EffectAction>();
        var entry = await _cache.AcquireAsync(failed.Namespace, failed.WorkflowId, _stopping.Token)
            .ConfigureAwait(false);
        try
        {
            var due = _store.FindDue(entry.Namespace, entry.WorkflowId);
            foreach (var run in forgotten.Where(r => !entry.Runs.ContainsKey(r.RunId)))
            {
                _wakeQueue.Set(run, 0);
                _skipper?.SetBusy(run.Key, false);
            }

            foreach (var runId in due)
            {
                if (_cache.Find(entry, runId) is { } run)
                {
                    SetWake(run.Ref, run.State);
                    actions.AddRange(run.State.OutstandingEffects().Select(e => CreateAction(run.Ref, run.State, e)));
                }
            }
        }
        finally
        {
            _cache.Release(entry);
        }

        foreach (var action in actions)
        {
            CarryOut(action);
        }
    }
}
