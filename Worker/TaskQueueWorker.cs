using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Worker;

namespace OpsFlow.Worker;

/// <summary>Runs the worker of one task queue for as long as the host runs.</summary>
internal sealed partial class TaskQueueWorker(
    ITemporalClient client, TemporalWorkerOptions options, ILogger<TaskQueueWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var worker = new TemporalWorker(client, options);
                await worker.ExecuteAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The cluster may be away for hours; work waits in its queues, and the worker must come back by itself.
                LogRestart(logger, e, options.TaskQueue);
                await Task.Delay(RestartDelay, stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The worker of {TaskQueue} stopped; starting it again")]
    private static partial void LogRestart(ILogger logger, Exception exception, string? taskQueue);
}
