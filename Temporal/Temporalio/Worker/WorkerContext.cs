using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>What the parts of a worker share.</summary>
internal sealed class WorkerContext
{
    private volatile IWorkerClient _client;

    public WorkerContext(IWorkerClient client, TemporalWorkerOptions options)
    {
        _client = client;
        Options = options;
        _ = ConnectionOf(client);
        TaskQueue = options.TaskQueue!;
        Namespace = client.Options.Namespace;
        Identity = options.Identity ?? ConnectionOf(client).Options.Identity
            ?? $"{Environment.ProcessId}@{System.Net.Dns.GetHostName()}";
        LoggerFactory = options.LoggerFactory ?? client.Options.LoggerFactory;
        Logger = LoggerFactory.CreateLogger<TemporalWorker>();
        DataConverter = client.Options.DataConverter;
        BuildId = options.DeploymentOptions?.Version?.BuildId
            ?? (System.Reflection.Assembly.GetEntryAssembly() ?? typeof(WorkerContext).Assembly)
                .ManifestModule.ModuleVersionId.ToString();
    }

    public IWorkerClient Client
    {
        get => _client;
        set
        {
            _ = ConnectionOf(value);
            _client = value;
        }
    }

    public TemporalWorkerOptions Options { get; }

    public WorkflowService Service => ConnectionOf(_client).WorkflowService;

    public string TaskQueue { get; }

    public string Namespace { get; }

    public string Identity { get; }

    public string BuildId { get; }

    public ILoggerFactory LoggerFactory { get; }

    public ILogger Logger { get; }

    public DataConverter DataConverter { get; }

    /// <summary>The deployment to report, null for a worker without versioning.</summary>
    public Api.Deployment.V1.WorkerDeploymentOptions? Deployment => Options.DeploymentOptions is { Version: { } version } d
        ? new Api.Deployment.V1.WorkerDeploymentOptions
        {
            DeploymentName = version.DeploymentName,
            BuildId = version.BuildId,
            WorkerVersioningMode = d.UseWorkerVersioning
                ? Api.Enums.V1.WorkerVersioningMode.Versioned
                : Api.Enums.V1.WorkerVersioningMode.Unversioned,
        }
        : null;

    /// <summary>The slots of a supplier.</summary>
    public static int SlotsOf(Tuning.SlotSupplier? supplier, int? maximum) =>
        supplier is Tuning.FixedSizeSlotSupplier { SlotCount: var count } ? count : maximum ?? 100;

    /// <summary>Polls in a loop until stopped. An error is logged and waited out, never thrown.</summary>
    /// <param name="what">What is polled for, for the log.</param>
    /// <param name="pollAsync">One poll and the hand-over of what it brought.</param>
    /// <param name="stop">Ends the loop.</param>
    public async Task PollAsync(string what, Func<Task> pollAsync, CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await pollAsync().ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException e) when (
                e.Code is RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled)
            {
                // A long poll without a task.
                failures = 0;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                var throttled = e is RpcException { Code: RpcException.StatusCode.ResourceExhausted };
                var delay = Backoff(throttled ? 1000 : 200, failures++);
                Logger.LogWarning(e, "Poll for {What} on {TaskQueue} failed, next in {Delay}", what, TaskQueue, delay);
                try
                {
                    await Task.Delay(delay, stop).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
            catch (Exception e)
            {
                Logger.LogDebug(e, "Poll for {What} on {TaskQueue} ended at shutdown", what, TaskQueue);
                return;
            }
        }
    }

    public static RpcOptions PollOptions(CancellationToken stop) =>
        new() { Retry = false, Timeout = TimeSpan.FromSeconds(70), CancellationToken = stop };

    private static ITemporalConnection ConnectionOf(IWorkerClient client) =>
        client.BridgeClientProvider as ITemporalConnection
        ?? (client as ITemporalClient)?.Connection
        ?? throw new ArgumentException("The worker's client must have a connection");

    private static TimeSpan Backoff(int initialMs, int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(10_000, initialMs * Math.Pow(2, Math.Min(failures, 10))));
}
