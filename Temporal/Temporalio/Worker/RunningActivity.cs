using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Client;

namespace Temporalio.Worker;

/// <summary>An attempt in progress.</summary>
internal sealed class RunningActivity
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation;
    private readonly ActivityHeartbeats? _heartbeats;

    public RunningActivity(
        WorkerContext context,
        ActivityInfo info,
        CancellationTokenSource cancellation,
        ActivityHeartbeats? heartbeats,
        CancellationToken shutdown)
    {
        Info = info;
        _cancellation = cancellation;
        _heartbeats = heartbeats;
        heartbeats?.Bind(this);
        Context = new ActivityExecutionContext(
            info,
            context.LoggerFactory.CreateLogger($"Temporalio.Activity:{info.ActivityType}"),
            info.DataConverter.PayloadConverter,
            context.Client as ITemporalClient,
            () => context.Metrics.ForActivity(info.ActivityType),
            shutdown,
            cancellation.Token);
    }

    public ActivityInfo Info { get; }

    public ActivityExecutionContext Context { get; }

    public ActivityCancelReason CancelReason => Context.CancelReason;

    public bool CancellationRequested => _cancellation.IsCancellationRequested;

    /// <summary>Why a heartbeat could not be converted.</summary>
    public Exception? HeartbeatException { get; private set; }

    /// <summary>Cancels the attempt; the first reason stays.</summary>
    public void Cancel(ActivityCancelReason reason, ActivityCancellationDetails details, Exception? exception = null)
    {
        lock (_lock)
        {
            if (Context.CancelReason != ActivityCancelReason.None)
            {
                return;
            }

            HeartbeatException = exception;
            Context.CancelReason = reason;
            Context.CancellationDetails = details;
        }

        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    /// <summary>Records a heartbeat; a local activity has none.</summary>
    public void Heartbeat(object?[] details) => _heartbeats?.Record(details);
}
