using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Worker.Tuning;

namespace Temporalio.Worker;

/// <summary>Polls for activities and runs them.</summary>
internal sealed partial class ActivityWorker
{
    private readonly WorkerContext _context;
    private readonly Dictionary<string, ActivityDefinition> _definitions = [];
    private readonly ActivityDefinition? _dynamic;
    private readonly Slots _slots;
    private readonly WorkerTasks _tasks = new();
    private readonly ConcurrentDictionary<ByteString, RunningActivity> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly RateLimit? _rate;

    public ActivityWorker(WorkerContext context)
    {
        _context = context;
        foreach (var definition in context.Options.Activities)
        {
            if (definition.Name is not { } name)
            {
                _dynamic = _dynamic is null
                    ? definition
                    : throw new ArgumentException("Multiple dynamic activities provided");
            }
            else if (!_definitions.TryAdd(name, definition))
            {
                throw new ArgumentException($"Duplicate activity named {name}");
            }
        }

        _slots = new Slots(
            context,
            SlotType.Activity,
            context.Options.Tuner?.ActivityTaskSlotSupplier,
            context.Options.MaxConcurrentActivities ?? 100);
        _rate = context.Options.MaxActivitiesPerSecond is { } perSecond ? new RateLimit(perSecond) : null;
    }

    /// <summary>The slots of activities.</summary>
    public Slots Slots => _slots;

    /// <summary>The definition of a type, the dynamic one if need be.</summary>
    public ActivityDefinition? Find(string name) => _definitions.GetValueOrDefault(name) ?? _dynamic;

    /// <summary>Polls until stopped, then cancels and awaits the activities that are left.</summary>
    /// <param name="stop">Stops the polls.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var behavior = _context.Options.ActivityTaskPollerBehavior
            ?? new PollerBehavior.SimpleMaximum(_context.Options.MaxConcurrentActivityTaskPolls);
        var polls = _context.Options.LocalActivityWorkerOnly
            ? Task.Delay(Timeout.Infinite, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
            : new Pollers(
                _context, "activities", behavior, () => PollOnceAsync(stop), _context.Metrics.PollersOf("activity_task"))
                .RunAsync(stop);

        // Local activities of the last workflow tasks still run after the polls ended, so nothing is disposed here.
        using (stop.Register(() => _shutdown.Cancel()))
        {
            await polls.ConfigureAwait(false);
        }

        var drained = _tasks.DrainAsync();
        var grace = Task.Delay(_context.Options.GracefulShutdownTimeout, CancellationToken.None);
        if (await Task.WhenAny(drained, grace).ConfigureAwait(false) == grace)
        {
            foreach (var running in _running.Values)
            {
                running.Cancel(ActivityCancelReason.WorkerShutdown, new() { IsWorkerShutdown = true });
            }
        }

        await drained.ConfigureAwait(false);
    }

    /// <summary>Reserves slots for activities that the server may hand out at once; the others do not ask.</summary>
    /// <param name="commands">The commands of a completion; changed.</param>
    /// <returns>The slots.</returns>
    public List<Slots.Slot> ReserveEager(IEnumerable<Command> commands)
    {
        var reserved = new List<Slots.Slot>();
        foreach (var attributes in commands.Select(c => c.ScheduleActivityTaskCommandAttributes)
            .Where(a => a is { RequestEagerExecution: true }))
        {
            var slot = reserved.Count < _context.Options.MaxEagerActivityReservationsPerWorkflowTask
                && !_shutdown.IsCancellationRequested
                    ? _slots.TryReserve()
                    : null;
            attributes.RequestEagerExecution = slot is not null;
            if (slot is not null)
            {
                reserved.Add(slot);
            }
        }

        return reserved;
    }

    /// <summary>Gives slots back.</summary>
    public static void ReleaseEager(IEnumerable<Slots.Slot> reserved)
    {
        foreach (var slot in reserved)
        {
            slot.Release();
        }
    }

    /// <summary>Starts what the server handed out and gives back the slots that it did not use.</summary>
    public void StartEager(IReadOnlyCollection<PollActivityTaskQueueResponse> tasks, IReadOnlyCollection<Slots.Slot> reserved)
    {
        foreach (var (task, slot) in tasks.Zip(reserved))
        {
            Start(task, slot);
        }

        ReleaseEager(reserved.Skip(tasks.Count));
    }

    private void Start(PollActivityTaskQueueResponse task, Slots.Slot slot)
    {
        slot.MarkUsed(new SlotInfo.ActivitySlotInfo(task.ActivityType?.Name ?? ""));
        _context.Metrics.ActivityReceived(
            task.ActivityType?.Name ?? "",
            task.WorkflowType?.Name ?? "",
            task.StartedTime?.ToDateTime() - task.CurrentAttemptScheduledTime?.ToDateTime() ?? default);
        _tasks.Add(RunAndReleaseAsync(task, slot));
    }

    private async Task<PollerAdvice> PollOnceAsync(CancellationToken stop)
    {
        var slot = await _slots.ReserveAsync(isSticky: false, stop).ConfigureAwait(false);
        var handedOver = false;
        try
        {
            if (_rate is not null)
            {
                await _rate.WaitAsync(stop).ConfigureAwait(false);
            }

            var task = await _context.Service.PollActivityTaskQueueAsync(
                new PollActivityTaskQueueRequest
                {
                    Namespace = _context.Namespace,
                    Identity = _context.Identity,
                    TaskQueue = new TaskQueue { Name = _context.TaskQueue, Kind = TaskQueueKind.Normal },
                    TaskQueueMetadata = _context.Options.MaxTaskQueueActivitiesPerSecond is { } perSecond
                        ? new TaskQueueMetadata { MaxTasksPerSecond = perSecond }
                        : null,
                    DeploymentOptions = _context.Deployment,
#pragma warning disable CS0612 // The old way of versioning.
                    WorkerVersionCapabilities = _context.VersionCapabilities,
#pragma warning restore CS0612
                },
                WorkerContext.PollOptions(stop)).ConfigureAwait(false);
            if (!task.TaskToken.IsEmpty)
            {
                handedOver = true;
                Start(task, slot);
            }
            else
            {
                _context.Metrics.ActivityPolledNothing();
            }

            return new(!handedOver, task.PollerScalingDecision);
        }
        finally
        {
            if (!handedOver)
            {
                slot.Release();
            }
        }
    }

    private async Task RunAndReleaseAsync(PollActivityTaskQueueResponse task, Slots.Slot slot)
    {
        await Task.Yield();
        try
        {
            await RunAsync(task).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nothing that goes wrong with one activity may end the worker; the server notices by its timeout.
            _context.Logger.LogError(
                e, "Failed handling activity {ActivityType} with ID {ActivityId}",
                task.ActivityType?.Name, task.ActivityId);
        }
        finally
        {
            slot.Release();
        }
    }
}
