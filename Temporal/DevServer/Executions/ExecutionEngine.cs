using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Temporal.DevServer.Histories;
using Temporal.DevServer.Matching;
using Temporal.DevServer.Namespaces;
using Temporal.DevServer.Services;
using Temporal.DevServer.Storage;
using Temporal.DevServer.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Executions;

/// <summary>
/// Ties the pure state machine to disk, queues and time. Every change goes the same way: take the workflow's lock,
/// change the state, queue the write, let go of the lock, wait for the disk, then carry out the effects.
/// </summary>
internal sealed partial class ExecutionEngine : IAsyncDisposable
{
    private const int RetentionSweepSeconds = 60;

    private readonly SqliteStore _store;
    private readonly ExecutionCache _cache;
    private readonly TaskQueues _queues;
    private readonly ServerClock _clock;
    private readonly NamespaceRegistry _namespaces;
    private readonly ILogger _logger;
    private readonly WakeQueue _wakeQueue;
    private readonly TimeSkipper? _skipper;
    private readonly ConcurrentDictionary<Task, byte> _background = new();
    private readonly CancellationTokenSource _stopping = new();

    public ExecutionEngine(
        SqliteStore store,
        TaskQueues queues,
        ServerClock clock,
        NamespaceRegistry namespaces,
        ILogger logger,
        int cacheCapacity,
        bool timeSkipping = false)
    {
        _store = store;
        _queues = queues;
        _clock = clock;
        _namespaces = namespaces;
        _logger = logger;
        _cache = new ExecutionCache(store, cacheCapacity, TimeProvider.System);
        _wakeQueue = new WakeQueue(clock, run => RunInBackground(() => run.Key < 0 ? WakeScheduleAsync(run) : WakeAsync(run)));
        _skipper = timeSkipping ? new TimeSkipper(clock, _wakeQueue) : null;
    }

    /// <summary>Moves the time on; null when the server keeps to the real time.</summary>
    public TimeSkipper? Skipper => _skipper;

    public ServerClock Clock => _clock;

    public TaskQueues Queues => _queues;

    public SqliteStore Store => _store;

    public WakeQueue WakeQueue => _wakeQueue;

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Ends all long waits: nothing new is handed out after it.</summary>
    public Task StopIntakeAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _wakeQueue.DisposeAsync().ConfigureAwait(false);
        while (!_background.IsEmpty)
        {
            await Task.WhenAll(_background.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
    }

    /// <summary>Changes one run.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="workflowId">Its workflow id.</param>
    /// <param name="runId">Its run id; null or empty for the newest.</param>
    /// <param name="change">The change; an exception from it undoes everything.</param>
    /// <param name="isDurable">Whether to wait for the disk, by the result; null to wait always.</param>
    public async Task<T> ChangeAsync<T>(
        string namespaceName, string workflowId, string? runId, Func<LoadedRun, T> change, Func<T, bool>? isDurable = null)
    {
        T result;
        Task done;
        var entry = await _cache.AcquireAsync(namespaceName, workflowId).ConfigureAwait(false);
        try
        {
            var run = _cache.Find(entry, runId) ?? throw Errors.WorkflowNotFound(workflowId, runId);
            run.State.Begin(_clock.Now);
            result = Apply(run, change);
            done = Persist(entry, run);
        }
        finally
        {
            ExecutionCache.Release(entry);
        }

        if (isDurable?.Invoke(result) != false)
        {
            await done.ConfigureAwait(false);
        }
        else
        {
            Track(done);
        }

        return result;
    }

    /// <summary>Reads one run. What was read is on disk when the answer comes.</summary>
    public async Task<T> ReadAsync<T>(string namespaceName, string workflowId, string? runId, Func<LoadedRun, T> read)
    {
        T result;
        Task written;
        var entry = await _cache.AcquireAsync(namespaceName, workflowId).ConfigureAwait(false);
        try
        {
            var run = _cache.Find(entry, runId) ?? throw Errors.WorkflowNotFound(workflowId, runId);
            result = read(run);
            written = entry.LastWrite;
        }
        finally
        {
            ExecutionCache.Release(entry);
        }

        await AwaitWriteAsync(written).ConfigureAwait(false);
        return result;
    }

    private static T Apply<T>(LoadedRun run, Func<LoadedRun, T> change)
    {
        try
        {
            return change(run);
        }
        catch
        {
            run.State.Rollback();
            run.Persistence = Persistence.Events;
            throw;
        }
    }

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
        var hasEvents = state.UnsavedEventCount > 0 || run.IsNew;
        var actions = Actions(run);
        if (!hasEvents && mode != Persistence.Always)
        {
            if (mode == Persistence.Memory)
            {
                state.KeepUnsaved();
                SetWake(run.Ref, state);
            }

            return actions is null ? Task.CompletedTask : CarryOutAfterAsync(entry, entry.LastWrite, null, actions);
        }

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
        return Commit(entry, writes, hasEvents ? run.TakeChanged() : null, actions);
    }

    private void SetWake(RunRef reference, MutableState run)
    {
        _wakeQueue.Set(reference, run.NextWakeTime());
        _skipper?.SetBusy(reference.Key, run.IsBusy);
    }

    private Task Commit(
        WorkflowEntry entry, List<RunWrite> writes, TaskCompletionSource? changed, List<EffectAction>? actions)
    {
        var write = _store.WriteAsync(writes, entry);
        entry.LastWrite = write;
        return CarryOutAfterAsync(entry, write, changed, actions);
    }

    private async Task CarryOutAfterAsync(
        WorkflowEntry entry, Task write, TaskCompletionSource? changed, List<EffectAction>? actions)
    {
        try
        {
            await AwaitWriteAsync(write).ConfigureAwait(false);
        }
        catch (GrpcException e)
        {
            foreach (var action in actions ?? [])
            {
                // What the worker answered is not on disk: the caller must ask again.
                action.Wait?.Fail(e);
            }

            Recover(entry, e);
            throw;
        }
        finally
        {
            changed?.TrySetResult();
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

    private async Task WakeAsync(RunRef run)
    {
        try
        {
            await ChangeAsync(run.Namespace, run.WorkflowId, run.RunId, loaded =>
            {
                loaded.State.FireDueTimers();
                loaded.Persistence = Persistence.Always;
                return true;
            }).ConfigureAwait(false);
        }
        catch (GrpcException e) when (e.StatusCode == GrpcStatusCode.NotFound)
        {
            // Deleted meanwhile.
        }
        catch (Exception e) when (IsTemporary(e) && !_stopping.IsCancellationRequested)
        {
            // Storage failed: what was due is still due.
            _wakeQueue.Set(run, _clock.Now + TimeSpan.TicksPerSecond);
        }
        finally
        {
            _wakeQueue.Done();
            _skipper?.Check();
        }
    }

    private async Task WakeScheduleAsync(RunRef schedule)
    {
        try
        {
            await (ScheduleWake?.Invoke(schedule) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTemporary(e) && !_stopping.IsCancellationRequested)
        {
            // Storage failed: what was due is still due.
            _wakeQueue.Set(schedule, _clock.Now + TimeSpan.TicksPerSecond);
        }
        finally
        {
            _wakeQueue.Done();
            _skipper?.Check();
        }
    }

    /// <summary>Deletes closed runs whose namespace does not keep them any longer.</summary>
    private async Task RemoveExpiredAsync()
    {
        const int atOnce = 500;
        foreach (var record in _namespaces.All)
        {
            var before = _clock.Now - Ticks.FromMs(record.RetentionMs);
            foreach (var (_, workflowId, runId) in _store.ClosedBefore(record.Name, before, atOnce))
            {
                _stopping.Token.ThrowIfCancellationRequested();
                await IgnoreMissingAsync(() => DeleteAsync(new DeleteWorkflowExecutionRequest
                {
                    Namespace = record.Name,
                    WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId },
                })).ConfigureAwait(false);
            }
        }
    }

    private async Task TryRemoveExpiredAsync()
    {
        try
        {
            await RemoveExpiredAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or GrpcException)
        {
            // The next round tries again; eviction must not end with it.
            Log.BackgroundFailed(_logger, e);
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            var ticks = 0;
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                _cache.Sweep();
                // Where time is skipped, a test's results would be gone before it looks at them.
                if (_skipper is null && ticks++ % RetentionSweepSeconds == 0)
                {
                    await TryRemoveExpiredAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    public void RunInBackground(Func<Task> work) => Track(Task.Run(work));

    private void Track(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            return;
        }

        _background.TryAdd(task, 0);
        _ = ForgetAsync(task);
    }

    private async Task ForgetAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The end of a background task is its boundary; the state it worked on is taken up again at the next start.
            if (!_stopping.IsCancellationRequested)
            {
                Log.BackgroundFailed(_logger, e);
            }
        }
        finally
        {
            _background.TryRemove(task, out _);
        }
    }

    private static bool IsOpen(LoadedRun run) => run.State.State.Status == WorkflowExecutionStatus.Running;
}
