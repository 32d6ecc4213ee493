using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Worker.Interceptors;

namespace Temporalio.Testing;

/// <summary>Runs activity code in a test, without worker and server.</summary>
public record ActivityEnvironment
{
    /// <summary>What activities see when nothing else is given.</summary>
    public static readonly ActivityInfo DefaultInfo = new(
        ActivityId: "test",
        ActivityType: "unknown",
        Attempt: 1,
        CurrentAttemptScheduledTime: DateTime.UnixEpoch,
        DataConverter: DataConverter.Default,
        HeartbeatDetails: [],
        HeartbeatTimeout: TimeSpan.FromSeconds(1),
        IsLocal: false,
        Namespace: "default",
        Priority: Priority.Default,
        RetryPolicy: null,
        ScheduleToCloseTimeout: TimeSpan.FromSeconds(1),
        ScheduledTime: DateTime.UnixEpoch,
        StartToCloseTimeout: TimeSpan.FromSeconds(1),
        StartedTime: DateTime.UnixEpoch,
        TaskQueue: "test",
        TaskToken: "test"u8.ToArray(),
        WorkflowId: "test",
        WorkflowNamespace: "default",
        WorkflowRunId: "test-run",
        WorkflowType: "test");

    private ActivityExecutionContext? _context;

    /// <summary>What the activity sees of itself.</summary>
    public ActivityInfo Info { get; init; } = DefaultInfo;

    /// <summary>The activity's logger.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The activity's payload converter.</summary>
    public IPayloadConverter PayloadConverter { get; init; } = DataConverter.Default.PayloadConverter;

    /// <summary>The activity's client.</summary>
    public ITemporalClient? TemporalClient { get; init; }

    /// <summary>The activity's meter; null for one that measures nothing.</summary>
    public MetricMeter? MetricMeter { get; init; }

    /// <summary>Why the activity is cancelled.</summary>
    public ActivityCancelReason CancelReason { get; set; }

    /// <summary>Everything that contributed to the cancellation.</summary>
    public ActivityCancellationDetails? CancellationDetails { get; set; }

    /// <summary>Cancels the activity.</summary>
    public CancellationTokenSource CancellationTokenSource { get; init; } = new();

    /// <summary>Tells the activity that its worker shuts down.</summary>
    public CancellationTokenSource WorkerShutdownTokenSource { get; init; } = new();

    /// <summary>Gets the heartbeats.</summary>
    public Action<object?[]> Heartbeater { get; init; } = details => { };

    /// <summary>Runs an activity.</summary>
    /// <param name="activity">The activity.</param>
    /// <returns>When it is done.</returns>
    public Task RunAsync(Action activity) => RunAsync(() =>
    {
        activity();
        return Task.FromResult(default(ValueTuple));
    });

    /// <summary>Runs an activity.</summary>
    /// <typeparam name="T">The result type.</typeparam>
    /// <param name="activity">The activity.</param>
    /// <returns>Its result.</returns>
    public Task<T> RunAsync<T>(Func<T> activity) => RunAsync(() => Task.FromResult(activity()));

    /// <summary>Runs an activity.</summary>
    /// <param name="activity">The activity.</param>
    /// <returns>When it is done.</returns>
    public Task RunAsync(Func<Task> activity) => RunAsync(async () =>
    {
        await activity().ConfigureAwait(false);
        return default(ValueTuple);
    });

    /// <summary>Runs an activity.</summary>
    /// <typeparam name="T">The result type.</typeparam>
    /// <param name="activity">The activity.</param>
    /// <returns>Its result.</returns>
    public async Task<T> RunAsync<T>(Func<Task<T>> activity)
    {
        var context = new ActivityExecutionContext(
            Info,
            Logger,
            PayloadConverter,
            TemporalClient,
            () => MetricMeter ?? Runtime.Metrics.NoopMeter.Instance,
            WorkerShutdownTokenSource.Token,
            CancellationTokenSource.Token)
        {
            CancelReason = CancelReason,
            CancellationDetails = CancellationDetails,
            Outbound = new Heartbeats(Heartbeater),
        };
        _context = context;
        // In a method of its own: the context is undone at its end, even if the activity throws.
        ActivityExecutionContext.SetCurrent(context);
        try
        {
            return await activity().ConfigureAwait(false);
        }
        finally
        {
            ActivityExecutionContext.SetCurrent(null);
        }
    }

    /// <summary>Cancels the activity.</summary>
    public void Cancel() => Cancel(ActivityCancelReason.CancelRequested);

    /// <summary>Cancels the activity.</summary>
    /// <param name="reason">Why.</param>
    public void Cancel(ActivityCancelReason reason) => Cancel(reason, new()
    {
        IsGoneFromServer = reason == ActivityCancelReason.GoneFromServer,
        IsCancelRequested = reason == ActivityCancelReason.CancelRequested,
        IsTimedOut = reason == ActivityCancelReason.Timeout,
        IsWorkerShutdown = reason == ActivityCancelReason.WorkerShutdown,
        IsPaused = reason == ActivityCancelReason.Paused,
        IsReset = reason == ActivityCancelReason.Reset,
        IsHeartbeatRecordFailure = reason == ActivityCancelReason.HeartbeatRecordFailure,
    });

    /// <summary>Cancels the activity.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="details">Everything that contributed.</param>
    public void Cancel(ActivityCancelReason reason, ActivityCancellationDetails details)
    {
        CancelReason = reason;
        CancellationDetails = details;
        if (_context is { } context)
        {
            context.CancelReason = reason;
            context.CancellationDetails = details;
        }

        CancellationTokenSource.Cancel();
    }

    private sealed class Heartbeats(Action<object?[]> heartbeater) : ActivityOutboundInterceptor
    {
        public override void Heartbeat(HeartbeatInput input) => heartbeater(input.Details);
    }
}
