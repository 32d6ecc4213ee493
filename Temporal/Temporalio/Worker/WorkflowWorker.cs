using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Worker.Tuning;
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
    private readonly Slots _slots;
    private readonly PollGate _gate = new();
    private readonly WorkerTasks _tasks = new();
    private readonly WorkflowCache _cache;
    private readonly ConcurrentDictionary<string, Task> _stuck = new();
    private readonly LocalActivityRunner _locals;
    private readonly CancellationTokenSource _abandon = new();

    // One for all runs.
    private readonly Action<string> _checkLocalActivity;
    private readonly Func<string, Common.MetricMeter> _meterOf;
    private readonly Action<WorkflowInstance> _taskStarting;
    private readonly Action<WorkflowInstance, Exception?> _taskCompleted;

    public WorkflowWorker(WorkerContext context, ActivityWorker? activities)
    {
        _context = context;
        _activities = activities;
        (_definitions, _dynamic) = WorkflowFactory.Index(context.Options.Workflows);
        var options = context.Options;
        _slots = new Slots(
            context,
            SlotType.Workflow,
            options.Tuner?.WorkflowTaskSlotSupplier,
            Math.Min(options.MaxConcurrentWorkflowTasks ?? 100, Math.Max(2, options.MaxCachedWorkflows)));
        _cache = new WorkflowCache(options.MaxCachedWorkflows, context.Metrics.ForcedEviction);
        _locals = new LocalActivityRunner(context, activities);
        _meterOf = context.Metrics.ForWorkflow;
        _taskStarting = options.OnTaskStarting;
        _taskCompleted = options.OnTaskCompleted;
        _checkLocalActivity = name =>
        {
            if (_activities?.Find(name) is null)
            {
                throw new InvalidOperationException($"Activity {name} is not registered on this worker");
            }
        };
        StickyQueue = options.MaxCachedWorkflows > 0 ? $"{context.Identity}-{Guid.NewGuid():N}" : null;
    }

    /// <summary>The queue of tasks for cached runs; null without cache.</summary>
    public string? StickyQueue { get; }

    /// <summary>The slots of workflow tasks.</summary>
    public Slots Slots => _slots;

    /// <summary>The slots of local activities.</summary>
    public Slots LocalSlots => _locals.Slots;

    /// <summary>The number of runs in memory.</summary>
    public int CacheSize => _cache.Count;

    /// <summary>Polls until stopped, then waits for the tasks that are left.</summary>
    /// <param name="stop">Stops the polls.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        using var tracing = _context.Options.DisableWorkflowTracingEventListener ? null : WorkflowTracing.Enable();
        var connection = _context.Connection;
        Func<EagerWorkers.IReservation?> reserve = () => TryReserveEager(stop);
        connection?.EagerWorkers.Add(_context.Namespace, _context.TaskQueue, reserve);
        // Tasks in progress may end, but not wait for local activities without end.
        using (stop.Register(() => _abandon.CancelAfter(_context.Options.GracefulShutdownTimeout + LocalActivityGrace)))
        {
            await Task.WhenAll(Pollers(stop).Select(p => p.RunAsync(stop))).ConfigureAwait(false);
        }

        connection?.EagerWorkers.Remove(_context.Namespace, _context.TaskQueue, reserve);
        await _tasks.DrainAsync().ConfigureAwait(false);
        _cache.Clear();
        _context.Metrics.CacheSize(0);
    }

    private IEnumerable<Pollers> Pollers(CancellationToken stop)
    {
        var (normal, sticky) = _context.Options.WorkflowTaskPollerBehavior is PollerBehavior.Autoscaling autoscaling
            ? (autoscaling, StickyQueue is null ? null : autoscaling)
            : FixedPolls();
        yield return new(
            _context,
            "workflow tasks",
            normal,
            () => PollOnceAsync(isSticky: false, stop),
            _context.Metrics.PollersOf("workflow_task"));
        if (sticky is not null)
        {
            yield return new(
                _context,
                "workflow tasks of runs in memory",
                sticky,
                () => PollOnceAsync(isSticky: true, stop),
                _context.Metrics.PollersOf("sticky_workflow_task"));
        }
    }

    private (PollerBehavior Normal, PollerBehavior? Sticky) FixedPolls()
    {
        var total = (_context.Options.WorkflowTaskPollerBehavior as PollerBehavior.SimpleMaximum)?.Maximum
            ?? _context.Options.MaxConcurrentWorkflowTaskPolls;
        var slots = _slots.FixedCount ?? int.MaxValue;
        if (StickyQueue is null)
        {
            return (new PollerBehavior.SimpleMaximum(Math.Min(total, slots)), null);
        }

        // A poll holds a slot; sticky polls must leave one for new runs.
        var normal = Math.Max(1, (int)(total * _context.Options.NonStickyToStickyPollRatio));
        return (
            new PollerBehavior.SimpleMaximum(normal),
            new PollerBehavior.SimpleMaximum(Math.Clamp(total - normal, 1, Math.Max(1, slots - normal))));
    }

    private EagerReservation? TryReserveEager(CancellationToken stop) =>
        !stop.IsCancellationRequested && _slots.TryReserve() is { } slot
            ? new EagerReservation(slot, _context.Deployment, (task, reserved) => Start(task, reserved, isSticky: false))
            : null;

    private async Task<PollerAdvice> PollOnceAsync(bool isSticky, CancellationToken stop)
    {
        var slot = await ReserveAsync(isSticky, stop).ConfigureAwait(false);
        var handedOver = false;
        if (!isSticky)
        {
            _gate.Enter();
        }

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
#pragma warning disable CS0612 // The old way of versioning.
                    WorkerVersionCapabilities = _context.VersionCapabilities,
#pragma warning restore CS0612
                },
                WorkerContext.PollOptions(stop)).ConfigureAwait(false);
            handedOver = !task.TaskToken.IsEmpty;
            _context.Metrics.WorkflowTaskPolled(
                !handedOver, task.StartedTime?.ToDateTime() - task.ScheduledTime?.ToDateTime() ?? default);
            if (handedOver)
            {
                Start(task, slot, isSticky);
            }

            return new(!handedOver, task.PollerScalingDecision);
        }
        finally
        {
            if (!isSticky)
            {
                _gate.Exit();
            }

            if (!handedOver)
            {
                slot.Release();
            }
        }
    }

    private async Task<Slots.Slot> ReserveAsync(bool isSticky, CancellationToken stop)
    {
        // With one slot there is nothing to share.
        if (!isSticky || _slots.FixedCount == 1)
        {
            return await _slots.ReserveAsync(isSticky, stop).ConfigureAwait(false);
        }

        while (true)
        {
            await _gate.WaitAsync(stop).ConfigureAwait(false);
            var slot = await _slots.ReserveAsync(isSticky, stop).ConfigureAwait(false);
            if (_gate.IsOpen)
            {
                return slot;
            }

            slot.Release();
        }
    }

    private void Start(PollWorkflowTaskQueueResponse task, Slots.Slot slot, bool isSticky)
    {
        slot.MarkUsed(new SlotInfo.WorkflowSlotInfo(task.WorkflowType?.Name ?? "", isSticky));
        _tasks.Add(HandleAndReleaseAsync(task, slot));
    }

    private async Task HandleAndReleaseAsync(PollWorkflowTaskQueueResponse task, Slots.Slot slot)
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
            _context.Metrics.CacheSize(_cache.Count);
            slot.Release();
        }
    }
}
