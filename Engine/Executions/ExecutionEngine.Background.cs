using System.Collections.Concurrent;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>What happens without a caller: due times, the care of memory, the end of retention.</summary>
internal sealed partial class ExecutionEngine
{
    private const int RetentionSweepSeconds = 60;

    private readonly ConcurrentDictionary<Task, byte> _background = new();

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
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
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
            var left = 0;
            while (true)
            {
                // Those that cannot be read stay where they are, at the head of the list.
                var expired = _store.ClosedBefore(record.Name, before, atOnce + left).Skip(left).ToList();
                foreach (var (_, workflowId, runId) in expired)
                {
                    _stopping.Token.ThrowIfCancellationRequested();
                    left += await TryRemoveAsync(record.Name, workflowId, runId).ConfigureAwait(false) ? 0 : 1;
                }

                if (expired.Count < atOnce)
                {
                    break;
                }
            }
        }
    }

    private async Task<bool> TryRemoveAsync(string namespaceName, string workflowId, string runId)
    {
        try
        {
            await DeleteAsync(new DeleteWorkflowExecutionRequest
            {
                Namespace = namespaceName,
                WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId },
            }).ConfigureAwait(false);
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
        catch (Exception e) when (e is StoreException { IsDamage: true }
            or RpcException { StatusCode: StatusCode.DataLoss })
        {
            Log.BackgroundFailed(_logger, e);
            return false;
        }
    }

    private async Task TryRemoveExpiredAsync()
    {
        try
        {
            await RemoveExpiredAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or RpcException)
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
}
