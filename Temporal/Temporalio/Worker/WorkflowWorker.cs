using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Polls for workflow tasks, keeps runs in memory and hands each task to its run.</summary>
internal sealed partial class WorkflowWorker
{
    private static readonly TimeSpan LocalActivityGrace = TimeSpan.FromSeconds(5);

    private readonly WorkerContext _context;
    private readonly ActivityWorker? _activities;
    private readonly Dictionary<string, WorkflowDefinition> _definitions;
    private readonly WorkflowDefinition? _dynamic;
    private readonly SemaphoreSlim _slots;
    private readonly int _slotCount;
    private readonly WorkerTasks _tasks = new();
    private readonly WorkflowCache _cache;
    private readonly ConcurrentDictionary<string, Task> _stuck = new();
    private readonly LocalActivityRunner _locals;
    private readonly CancellationTokenSource _abandon = new();

    public WorkflowWorker(WorkerContext context, ActivityWorker? activities)
    {
        _context = context;
        _activities = activities;
        (_definitions, _dynamic) = WorkflowFactory.Index(context.Options.Workflows);
        var options = context.Options;
        _slotCount = options.Tuner is { WorkflowTaskSlotSupplier: Tuning.FixedSizeSlotSupplier { SlotCount: var count } }
            ? count
            : Math.Min(options.MaxConcurrentWorkflowTasks ?? 100, Math.Max(2, options.MaxCachedWorkflows));
        _slots = new SemaphoreSlim(_slotCount);
        _cache = new WorkflowCache(options.MaxCachedWorkflows);
        _locals = new LocalActivityRunner(context, activities);
        StickyQueue = options.MaxCachedWorkflows > 0 ? $"{context.Identity}-{Guid.NewGuid():N}" : null;
    }

    /// <summary>The queue of tasks for cached runs; null without cache.</summary>
    public string? StickyQueue { get; }

    /// <summary>Polls until stopped, then waits for the tasks that are left.</summary>
    /// <param name="stop">Stops the polls.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        using var tracing = _context.Options.DisableWorkflowTracingEventListener ? null : WorkflowTracing.Enable();
        var total = _context.Options.WorkflowTaskPollerBehavior?.Count ?? _context.Options.MaxConcurrentWorkflowTaskPolls;
        var normal = StickyQueue is null
            ? Math.Min(total, _slotCount)
            : Math.Max(1, (int)(total * _context.Options.NonStickyToStickyPollRatio));
        // A poll holds a slot; sticky polls must leave one for new runs.
        var sticky = StickyQueue is null ? 0 : Math.Clamp(total - normal, 1, Math.Max(1, _slotCount - normal));
        var polls = Enumerable.Range(0, normal + sticky).Select(i => Task.Run(() => _context.PollAsync(
            "workflow tasks", () => PollOnceAsync(isSticky: i >= normal, stop), stop), CancellationToken.None));
        // Tasks in progress may end, but not wait for local activities without end.
        using (stop.Register(() => _abandon.CancelAfter(_context.Options.GracefulShutdownTimeout + LocalActivityGrace)))
        {
            await Task.WhenAll(polls).ConfigureAwait(false);
        }

        await _tasks.DrainAsync().ConfigureAwait(false);
        _cache.Clear();
    }

    private async Task PollOnceAsync(bool isSticky, CancellationToken stop)
    {
        await _slots.WaitAsync(stop).ConfigureAwait(false);
        var handedOver = false;
        try
        {
            var task = await _context.Service.PollWorkflowTaskQueueAsync(
                new PollWorkflowTaskQueueRequest
                {
                    Namespace = _context.Namespace,
                    Identity = _context.Identity,
                    TaskQueue = isSticky
                        ? new TaskQueue
                        {
                            Name = StickyQueue,
                            Kind = TaskQueueKind.Sticky,
                            NormalName = _context.TaskQueue,
                        }
                        : new TaskQueue { Name = _context.TaskQueue, Kind = TaskQueueKind.Normal },
                    DeploymentOptions = _context.Deployment,
                },
                WorkerContext.PollOptions(stop)).ConfigureAwait(false);
            if (!task.TaskToken.IsEmpty)
            {
                handedOver = true;
                _tasks.Add(HandleAndReleaseAsync(task));
            }
        }
        finally
        {
            if (!handedOver)
            {
                _slots.Release();
            }
        }
    }

    private async Task HandleAndReleaseAsync(PollWorkflowTaskQueueResponse task)
    {
        // The poll's caller goes on polling.
        await Task.Yield();
        try
        {
            await HandleAsync(task).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            _context.Logger.LogDebug("Left a task of run {RunId} to another worker", task.WorkflowExecution?.RunId);
        }
        catch (Exception e)
        {
            // Nothing that goes wrong with one task may end the worker; the server retries it after its timeout.
            _context.Logger.LogError(
                e, "Failed handling a task of workflow {WorkflowId}, run {RunId}",
                task.WorkflowExecution?.WorkflowId, task.WorkflowExecution?.RunId);
            _cache.Remove(task.WorkflowExecution?.RunId ?? "");
        }
        finally
        {
            _slots.Release();
        }
    }
}
