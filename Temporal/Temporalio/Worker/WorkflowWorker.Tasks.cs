using System.Diagnostics;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>Handles one task.</summary>
internal sealed partial class WorkflowWorker
{
    private const string LegacyQueryId = "legacy_query";

    private async Task HandleAsync(PollWorkflowTaskQueueResponse first)
    {
        var received = Stopwatch.GetTimestamp();
        var run = _cache.GetOrAdd(first.WorkflowExecution.RunId);
        await run.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            // A completion may bring the run's next task along.
            for (var task = first; task is not null;)
            {
                task = await ProcessAsync(run, task, received).ConfigureAwait(false);
                received = Stopwatch.GetTimestamp();
            }
        }
        finally
        {
            run.Gate.Release();
        }
    }

    private async Task<PollWorkflowTaskQueueResponse?> ProcessAsync(
        WorkflowRun run, PollWorkflowTaskQueueResponse task, long received)
    {
        var converter = _context.DataConverter.WithSerializationContext(
            new ISerializationContext.Workflow(_context.Namespace, task.WorkflowExecution.WorkflowId));
        var started = Stopwatch.GetTimestamp();
        var cached = run.Runner;
        try
        {
            ThrowIfStuck(run.RunId);
            await FeedAsync(run, task, converter).ConfigureAwait(false);
            var runner = run.Runner!;
            await runner.AdvanceAsync().ConfigureAwait(false);
            if (runner != cached && task.PreviousStartedEventId > 0)
            {
                _context.Metrics.Replayed(TypeOf(task), Stopwatch.GetElapsedTime(started));
            }

            var deadline = new LocalActivityDeadline(received, runner);
            if (task.Query is null)
            {
                await _locals.RunAsync(runner, converter, deadline, _abandon.Token).ConfigureAwait(false);
            }
            else
            {
                await AnswerLegacyQueryAsync(runner, task, converter).ConfigureAwait(false);
                return null;
            }

            await runner.AnswerQueriesAsync().ConfigureAwait(false);
            _context.Metrics.WorkflowTaskExecuted(TypeOf(task), Stopwatch.GetElapsedTime(started));
            return await CompleteAsync(run, task, converter, deadline.Passed).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WorkflowActivationException or WorkflowNondeterminismException)
        {
            if (run.Runner?.StuckStep is { IsCompleted: false } stuck)
            {
                _stuck[run.RunId] = stuck;
            }

            // What workflow code threw was logged where it was caught.
            _context.Logger.Log(
                e is WorkflowActivationException ? LogLevel.Debug : LogLevel.Warning,
                e is WorkflowActivationException ? e.InnerException : e,
                "Failed a task of workflow {WorkflowId}, run {RunId}, attempt {Attempt}",
                task.WorkflowExecution.WorkflowId, run.RunId, task.Attempt);
            Evict(run);
            await FailAsync(task, e is WorkflowActivationException ? e.InnerException! : e, converter)
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception)
        {
            Evict(run);
            throw;
        }
    }

    private static string TypeOf(PollWorkflowTaskQueueResponse task) => task.WorkflowType?.Name ?? "";

    private void Evict(WorkflowRun run)
    {
        // The instance is not disposed: a stuck step of it may still use it.
        run.Runner?.Locals.Dispose();
        run.Runner = null;
        _cache.Remove(run.RunId);
    }

    /// <summary>Workflow code that once blocked its thread gets no second thread while it still does.</summary>
    private void ThrowIfStuck(string runId)
    {
        if (!_stuck.TryGetValue(runId, out var stuck))
        {
            return;
        }

        if (!stuck.IsCompleted)
        {
            throw new WorkflowActivationException(new WorkflowDeadlockException(runId, WorkflowRunner.DeadlockTimeout));
        }

        _stuck.TryRemove(runId, out _);
    }

    private async Task FeedAsync(WorkflowRun run, PollWorkflowTaskQueueResponse task, DataConverter converter)
    {
        var events = await ReadHistoryAsync(run, task).ConfigureAwait(false);
        run.Runner ??= CreateRunner(task, converter);
        if (converter.PayloadCodec is { } codec)
        {
            foreach (var e in events)
            {
                await PayloadVisitor.VisitAsync(e, codec.DecodeAsync).ConfigureAwait(false);
            }

            foreach (var message in task.Messages)
            {
                await PayloadVisitor.VisitAsync(message, codec.DecodeAsync).ConfigureAwait(false);
            }

            foreach (var query in task.Query is null ? task.Queries.Values : [task.Query])
            {
                await PayloadVisitor.VisitAsync(query, codec.DecodeAsync).ConfigureAwait(false);
            }
        }

        ActivationJob.Query[] queries = task.Query is { } legacy
            ? [ToJob(LegacyQueryId, legacy)]
            : [.. task.Queries.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => ToJob(q.Key, q.Value))];
        run.Runner.Core.Feed(new ReplayTask(events, [.. task.Messages], queries));
    }

    private static ActivationJob.Query ToJob(string id, Api.Query.V1.WorkflowQuery query) => new(
        id, query.QueryType, query.QueryArgs?.Payloads_ is { } args ? [.. args] : [], query.Header?.Fields);

    /// <summary>The events that the run has not seen; all of them if it is new or does not fit.</summary>
    private async Task<List<HistoryEvent>> ReadHistoryAsync(WorkflowRun run, PollWorkflowTaskQueueResponse task)
    {
        List<HistoryEvent> events = [.. task.History?.Events ?? []];
        var next = task.NextPageToken;
        if (events is [{ EventId: 1 }, ..] && (StickyQueue is not null || run.Runner is null))
        {
            // The server does not count on the cached run, so neither do we. Without a cache the whole history always comes,
            // and a run that is there has just had its task kept alive.
            run.Runner?.Locals.Dispose();
            run.Runner = null;
        }
        else if (run.Runner is null || (events.Count > 0 && events[0].EventId > run.Runner.Core.LastEventId + 1))
        {
            _context.Metrics.CacheHit(false);
            run.Runner = null;
            events.Clear();
            next = null;
            await ReadPagesAsync(events, task, ByteString.Empty).ConfigureAwait(false);
            // What only this task has (a started task that may never be recorded) comes after the rest.
            events.AddRange((task.History?.Events ?? []).Where(e => events.Count == 0 || e.EventId > events[^1].EventId));
        }
        else
        {
            _context.Metrics.CacheHit(true);
        }

        if (next is { IsEmpty: false })
        {
            await ReadPagesAsync(events, task, next).ConfigureAwait(false);
        }

        return events;
    }

    private async Task ReadPagesAsync(List<HistoryEvent> events, PollWorkflowTaskQueueResponse task, ByteString token)
    {
        do
        {
            var page = await _context.Service.GetWorkflowExecutionHistoryAsync(
                new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = _context.Namespace,
                    Execution = task.WorkflowExecution,
                    NextPageToken = token,
                },
                new RpcOptions { Retry = true }).ConfigureAwait(false);
            events.AddRange(page.History.Events);
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);
    }

    private WorkflowRunner CreateRunner(PollWorkflowTaskQueueResponse task, DataConverter converter)
    {
        var options = _context.Options;
        var execution = task.WorkflowExecution;
        return new WorkflowRunner(execution.RunId, _context.TaskQueue, options.DebugMode, (start, time) =>
            new WorkflowInstance(new WorkflowInstanceDetails
            {
                Definition = WorkflowFactory.Find(_definitions, _dynamic, start.Attributes.WorkflowType.Name),
                WorkflowStartTime = start.StartTime,
                StartTime = time,
                RandomSeed = start.Seed,
                Namespace = _context.Namespace,
                TaskQueue = _context.TaskQueue,
                WorkflowId = execution.WorkflowId,
                RunId = execution.RunId,
                PayloadConverter = converter.PayloadConverter,
                FailureConverter = converter.FailureConverter,
                LoggerFactory = _context.LoggerFactory,
                Interceptors = options.Interceptors ?? [],
                FailureExceptionTypes = options.WorkflowFailureExceptionTypes ?? [],
                StackTrace = options.WorkflowStackTrace,
                DisableTracingEventListener = options.DisableWorkflowTracingEventListener,
                DisableEagerActivityExecution = options.DisableEagerActivityExecution || _activities is null
                    || options.LocalActivityWorkerOnly,
                CheckLocalActivity = _checkLocalActivity,
                PatchActivationCallback = options.PatchActivationCallback,
                MetricMeter = _meterOf,
                TaskStarting = _taskStarting,
                TaskCompleted = _taskCompleted,
            }, start.Attributes));
    }
}
