using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Timing;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>From a transition to the disk, and to the effects that follow.</summary>
internal sealed partial class ExecutionEngine
{
    private readonly WriteBehind _writeBehind = new(TimeProvider.System);

    /// <summary>Queues what the transition wrote. Needs the lock. The task ends after the effects were begun.</summary>
    private Task Persist(WorkflowEntry entry, LoadedRun run)
    {
        var mode = run.Persistence;
        run.Persistence = Persistence.Events;
        var state = run.State;
        if (state.IsRunning && state.HistoryLimitExceeded is { } reason)
        {
            state.Terminate(reason, null, "history-service");
        }

        MoveUpdates(run);
        var hasEvents = state.NewEventCount > 0 || run.IsNew;
        var actions = Actions(run);
        if (mode == Persistence.WithNext && actions is null)
        {
            state.Keep();
            SetWake(run.Ref, state);
            _writeBehind.Add(entry, run);
            return Task.CompletedTask;
        }

        if (!hasEvents && mode != Persistence.Always)
        {
            if (mode == Persistence.Memory)
            {
                state.Keep();
                SetWake(run.Ref, state);
            }

            // What the answer says may rest on a change before that is still being written.
            return actions is null ? entry.LastWrite : CarryOutAfterAsync(entry, entry.LastWrite, default, actions);
        }

        var news = state.UnsavedEventCount > 0 ? run.TakeNews() : default;
        var writes = new List<RunWrite>(1) { new(run.Ref.Key, run.IsNew, state) };
        run.IsNew = false;
        foreach (var next in state.NewRuns)
        {
            var added = _cache.AddNew(entry, next);
            MoveUpdateWaits(run, added);
            writes.Add(new RunWrite(added.Ref.Key, isNew: true, next));
            added.IsNew = false;
            SetWake(added.Ref, next);
            (actions ??= []).AddRange(Actions(added) ?? []);
        }

        state.NewRuns.Clear();
        SetWake(run.Ref, state);
        return Commit(entry, writes, news, actions);
    }

    /// <summary>Queues what a transition left to the next one. Needs the lock.</summary>
    private Task WriteKept(WorkflowEntry entry, LoadedRun run) =>
        Commit(entry, [new RunWrite(run.Ref.Key, run.IsNew, run.State)], run.TakeNews(), null);

    private async Task WriteKeptAsync(WorkflowEntry entry, LoadedRun run)
    {
        // Read without the lock: if a transition is under way, it is either counted or comes here again.
        if (run.State.UnsavedEventCount == 0)
        {
            return;
        }

        await entry.Lock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!entry.Evicted && !entry.HasFailed && run.State.UnsavedEventCount > 0)
            {
                Track(WriteKept(entry, run));
            }
        }
        finally
        {
            entry.Lock.Release();
        }
    }

    private void SetWake(RunRef reference, MutableState run)
    {
        _wakeQueue.Set(reference, run.NextWakeTime());
        _skipper?.SetBusy(reference.Key, run.IsBusy);
    }

    private Task Commit(
        WorkflowEntry entry, List<RunWrite> writes, RunNews news, List<EffectAction>? actions)
    {
        var write = _store.WriteAsync(writes, entry);
        entry.LastWrite = write;
        return CarryOutAfterAsync(entry, write, news, actions);
    }

    private async Task CarryOutAfterAsync(
        WorkflowEntry entry, Task write, RunNews news, List<EffectAction>? actions)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            var error = Errors.Of(e);
            foreach (var action in actions ?? [])
            {
                // What the worker answered is not on disk: the caller must ask again.
                action.Wait?.Fail(error);
            }

            Recover(entry, error);
            throw error;
        }
        finally
        {
            news.Publish();
        }

        if (actions is not null)
        {
            _store.Failpoints.At(Failpoints.BeforeEffects);
            foreach (var action in actions)
            {
                CarryOut(action);
            }
        }
    }

    private static async Task AwaitWriteAsync(Task write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            throw Errors.Of(e);
        }
    }
}
