using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Worker.Interceptors;

namespace Temporalio.Activities;

/// <summary>What an activity may know and do.</summary>
public class ActivityExecutionContext
{
    private static readonly AsyncLocal<ActivityExecutionContext?> AsyncCurrent = new();

    private readonly ITemporalClient? _client;
    private readonly Lazy<MetricMeter> _metricMeter;

    internal ActivityExecutionContext(
        ActivityInfo info,
        ILogger logger,
        IPayloadConverter payloadConverter,
        ITemporalClient? client,
        Func<MetricMeter> metricMeter,
        CancellationToken workerShutdownToken,
        CancellationToken cancellationToken)
    {
        _metricMeter = new(metricMeter);
        Info = info;
        Logger = logger;
        CancellationToken = cancellationToken;
        WorkerShutdownToken = workerShutdownToken;
        PayloadConverter = payloadConverter;
        _client = client;
    }

    /// <summary>Whether the current code belongs to an activity.</summary>
    public static bool HasCurrent => AsyncCurrent.Value is not null;

    /// <summary>The context of the activity that the current code belongs to.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ActivityExecutionContext Current =>
        AsyncCurrent.Value ?? throw new InvalidOperationException("No current context");

    /// <summary>What is known of the attempt.</summary>
    public ActivityInfo Info { get; }

    /// <summary>A logger that knows the activity.</summary>
    public ILogger Logger { get; }

    /// <summary>Why the activity was cancelled.</summary>
    public ActivityCancelReason CancelReason { get; internal set; }

    /// <summary>Everything that contributed to the cancellation, null before.</summary>
    public ActivityCancellationDetails? CancellationDetails { get; internal set; }

    /// <summary>Cancelled when the activity should stop.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Cancelled when the worker begins to shut down; the activity may go on for the grace time.</summary>
    public CancellationToken WorkerShutdownToken { get; }

    /// <summary>Converts payloads.</summary>
    public IPayloadConverter PayloadConverter { get; }

    /// <summary>Makes metrics that know the activity.</summary>
    public MetricMeter MetricMeter => _metricMeter.Value;

    /// <summary>The worker's client.</summary>
    /// <exception cref="InvalidOperationException">The worker has none of the full kind.</exception>
    public ITemporalClient TemporalClient =>
        _client ?? throw new InvalidOperationException("No Temporal client available");

    /// <summary>Takes heartbeats; set when the interceptors are.</summary>
    internal ActivityOutboundInterceptor? Outbound { get; set; }

    /// <summary>Tells the server that the activity is alive, and what the next attempt should know.</summary>
    /// <param name="details">The details.</param>
    public void Heartbeat(params object?[] details) => Outbound?.Heartbeat(new(details));

    /// <summary>Makes a context the current one of the calling code and what it calls.</summary>
    internal static void SetCurrent(ActivityExecutionContext? context) => AsyncCurrent.Value = context;
}
