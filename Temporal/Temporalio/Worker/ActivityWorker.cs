using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Worker;

/// <summary>Polls for activities and runs them.</summary>
internal sealed partial class ActivityWorker
{
    private readonly WorkerContext _context;
    private readonly Dictionary<string, ActivityDefinition> _definitions = [];
    private readonly ActivityDefinition? _dynamic;
    private readonly SemaphoreSlim _slots;
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

        _slots = new SemaphoreSlim(WorkerContext.SlotsOf(
            context.Options.Tuner?.ActivityTaskSlotSupplier, context.Options.MaxConcurrentActivities));
        _rate = context.Options.MaxActivitiesPerSecond is { } perSecond ? new RateLimit(perSecond) : null;
    }

    /// <summary>The definition of a type, the dynamic one if need be.</summary>
    public ActivityDefinition? Find(string name) => _definitions.GetValueOrDefault(name) ?? _dynamic;

    /// <summary>Polls until stopped, then cancels and awaits the activities that are left.</summary>
    /// <param name="stop">Stops the polls.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var count = _context.Options.LocalActivityWorkerOnly
            ? 0
            : _context.Options.ActivityTaskPollerBehavior?.Count ?? _context.Options.MaxConcurrentActivityTaskPolls;
        var polls = Enumerable.Range(0, count).Select(_ => Task.Run(
            () => _context.PollAsync("activities", () => PollOnceAsync(stop), stop), CancellationToken.None)).ToList();
        if (count == 0)
        {
            polls.Add(Task.Delay(Timeout.Infinite, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
        }

        // Local activities of the last workflow tasks still run after the polls ended, so nothing is disposed here.
        using (stop.Register(() => _shutdown.Cancel()))
        {
            await Task.WhenAll(polls).ConfigureAwait(false);
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
    /// <returns>The number of slots.</returns>
    public int ReserveEager(IEnumerable<Command> commands)
    {
        var reserved = 0;
        foreach (var attributes in commands.Select(c => c.ScheduleActivityTaskCommandAttributes)
            .Where(a => a is { RequestEagerExecution: true }))
        {
            attributes.RequestEagerExecution = reserved < _context.Options.MaxEagerActivityReservationsPerWorkflowTask
                && !_shutdown.IsCancellationRequested
                && _slots.Wait(0);
            reserved += attributes.RequestEagerExecution ? 1 : 0;
        }

        return reserved;
    }

    /// <summary>Gives slots back.</summary>
    public void ReleaseEager(int reserved)
    {
        if (reserved > 0)
        {
            _slots.Release(reserved);
        }
    }

    /// <summary>Starts what the server handed out and gives back the slots that it did not use.</summary>
    public void StartEager(IReadOnlyCollection<PollActivityTaskQueueResponse> tasks, int reserved)
    {
        foreach (var task in tasks)
        {
            _tasks.Add(RunAndReleaseAsync(task));
        }

        ReleaseEager(reserved - tasks.Count);
    }

    private async Task PollOnceAsync(CancellationToken stop)
    {
        await _slots.WaitAsync(stop).ConfigureAwait(false);
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
                },
                WorkerContext.PollOptions(stop)).ConfigureAwait(false);
            if (!task.TaskToken.IsEmpty)
            {
                handedOver = true;
                _tasks.Add(RunAndReleaseAsync(task));
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

    private async Task RunAndReleaseAsync(PollActivityTaskQueueResponse task)
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
            _slots.Release();
        }
    }
}
