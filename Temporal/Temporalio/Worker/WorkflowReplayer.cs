using System.Runtime.CompilerServices;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Runtime;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Replays histories with the workflow code of today, to find out whether it still fits them.</summary>
public class WorkflowReplayer
{
    private readonly Dictionary<string, WorkflowDefinition> _workflows;
    private readonly WorkflowDefinition? _dynamic;

    /// <summary>Makes a replayer.</summary>
    /// <param name="options">Options; copied.</param>
    /// <exception cref="ArgumentException">There is no workflow.</exception>
    public WorkflowReplayer(WorkflowReplayerOptions options)
    {
        Options = (WorkflowReplayerOptions)options.Clone();
        foreach (var plugin in Options.Plugins ?? [])
        {
            plugin.ConfigureReplayer(Options);
        }

        if (Options.Workflows.Count == 0)
        {
            throw new ArgumentException("Must have at least one workflow");
        }

        (_workflows, _dynamic) = WorkflowFactory.Index(Options.Workflows);
    }

    /// <summary>The options; changes have no effect.</summary>
    public WorkflowReplayerOptions Options { get; }

    /// <summary>Replays one history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="throwOnReplayFailure">Whether to throw instead of returning the failure.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    /// <returns>How it went.</returns>
    /// <exception cref="WorkflowNondeterminismException">The code does not fit the history.</exception>
    /// <exception cref="InvalidWorkflowOperationException">A step failed.</exception>
    public async Task<WorkflowReplayResult> ReplayWorkflowAsync(
        WorkflowHistory history, bool throwOnReplayFailure = true, CancellationToken cancellationToken = default) =>
        (await ReplayWorkflowsAsync([history], throwOnReplayFailure, cancellationToken).ConfigureAwait(false)).Single();

    /// <summary>Replays several histories.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="throwOnReplayFailure">Whether to throw at the first failure.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    /// <returns>How it went, in the same order.</returns>
    public Task<IEnumerable<WorkflowReplayResult>> ReplayWorkflowsAsync(
        IEnumerable<WorkflowHistory> histories,
        bool throwOnReplayFailure = false,
        CancellationToken cancellationToken = default)
    {
        Func<WorkflowReplayer, CancellationToken, Task<IEnumerable<WorkflowReplayResult>>> run =
            async (replayer, token) =>
            {
                var results = new List<WorkflowReplayResult>();
                foreach (var history in histories)
                {
                    results.Add(await replayer.ReplayAsync(history, throwOnReplayFailure, token).ConfigureAwait(false));
                }

                return results;
            };
        foreach (var plugin in (Options.Plugins ?? []).Reverse())
        {
            var next = run;
            run = (replayer, token) => plugin.ReplayWorkflowsAsync(replayer, next, token);
        }

        return run(this, cancellationToken);
    }

    /// <summary>Replays several histories, each when it arrives.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="throwOnReplayFailure">Whether to throw at the first failure.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    /// <returns>How it went, in the same order.</returns>
    public IAsyncEnumerable<WorkflowReplayResult> ReplayWorkflowsAsync(
        IAsyncEnumerable<WorkflowHistory> histories,
        bool throwOnReplayFailure = false,
        CancellationToken cancellationToken = default)
    {
        Func<WorkflowReplayer, IAsyncEnumerable<WorkflowReplayResult>> run =
            replayer => replayer.ReplayEachAsync(histories, throwOnReplayFailure, cancellationToken);
        foreach (var plugin in (Options.Plugins ?? []).Reverse())
        {
            var next = run;
            run = replayer => plugin.ReplayWorkflowsAsync(replayer, next, cancellationToken);
        }

        return run(this);
    }

    private async IAsyncEnumerable<WorkflowReplayResult> ReplayEachAsync(
        IAsyncEnumerable<WorkflowHistory> histories,
        bool throwOnReplayFailure,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var history in histories.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return await ReplayAsync(history, throwOnReplayFailure, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WorkflowReplayResult> ReplayAsync(
        WorkflowHistory history, bool throwOnReplayFailure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Exception? failure = null;
        try
        {
            await RunAsync(history).ConfigureAwait(false);
        }
        catch (WorkflowNondeterminismException e)
        {
            failure = e;
        }
        catch (WorkflowActivationException e)
        {
            failure = e.InnerException is InvalidWorkflowOperationException
                ? e.InnerException
                : new InvalidWorkflowOperationException($"Workflow task failed: {e.Message}", e.InnerException);
        }

        return failure is not null && throwOnReplayFailure ? throw failure : new(history, failure);
    }

    private async Task RunAsync(WorkflowHistory history)
    {
        if (history.Events.Count == 0
            || history.Events.First().EventType != EventType.WorkflowExecutionStarted)
        {
            throw new ArgumentException("History does not begin with the start of the workflow", nameof(history));
        }

        var started = history.Events.First().WorkflowExecutionStartedEventAttributes;
        var converter = Options.DataConverter.WithSerializationContext(
            new ISerializationContext.Workflow(Options.Namespace, history.Id));
        // The history stays the caller's: what a codec decodes in place, or workflow code gets hold of, is a copy.
        HistoryEvent[] events = converter.PayloadCodec is null
            ? [.. history.Events.Select(e => StaysInCore(e.EventType) ? e : e.Clone())]
            : [.. history.Events.Select(e => e.Clone())];
        if (converter.PayloadCodec is { } codec)
        {
            foreach (var e in events)
            {
                await PayloadVisitor.VisitAsync(e, codec.DecodeAsync).ConfigureAwait(false);
            }
        }

        // The run id is in no event; the original one is the best there is and is what random numbers come from.
        var runId = started.OriginalExecutionRunId;
        using var runner = new WorkflowRunner(runId, Options.TaskQueue, Options.DebugMode, (start, time) =>
            new WorkflowInstance(new WorkflowInstanceDetails
            {
                Definition = WorkflowFactory.Find(_workflows, _dynamic, start.Attributes.WorkflowType.Name),
                WorkflowStartTime = start.StartTime,
                StartTime = time,
                RandomSeed = start.Seed,
                Namespace = Options.Namespace,
                TaskQueue = Options.TaskQueue,
                WorkflowId = history.Id,
                RunId = runId,
                PayloadConverter = converter.PayloadConverter,
                FailureConverter = converter.FailureConverter,
                LoggerFactory = Options.LoggerFactory,
                Interceptors = Options.Interceptors ?? [],
                FailureExceptionTypes = Options.WorkflowFailureExceptionTypes ?? [],
                DisableTracingEventListener = Options.DisableWorkflowTracingEventListener,
                MetricMeter = _ => (Options.Runtime ?? TemporalRuntime.Default).MetricMeter,
                TaskStarting = Options.OnTaskStarting,
                TaskCompleted = Options.OnTaskCompleted,
            }, start.Attributes));
        using var tracing = Options.DisableWorkflowTracingEventListener ? null : WorkflowTracing.Enable();
        runner.Core.Feed(new ReplayTask(events, [], []));
        await runner.AdvanceAsync().ConfigureAwait(false);
    }

    /// <summary>Whether workflow code never gets anything of an event of a type but numbers; most events are such.</summary>
    private static bool StaysInCore(EventType type) => type is
        EventType.WorkflowTaskScheduled or EventType.WorkflowTaskStarted or EventType.WorkflowTaskCompleted
        or EventType.ActivityTaskScheduled or EventType.ActivityTaskStarted
        or EventType.TimerStarted or EventType.TimerFired or EventType.TimerCanceled;
}
