using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;

namespace OpsFlow.Worker;

/// <summary>
/// Runs the worker of a task queue for as long as the host runs. On its own the hosting package's service ends the host
/// when the worker fails, and with it what else the host serves; here it is started again until the cluster takes it.
/// </summary>
internal sealed partial class RestartingWorker(
    string taskQueue,
    ITemporalClient client,
    IOptionsMonitor<TemporalWorkerServiceOptions> options,
    TimeProvider time,
    ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger<RestartingWorker>();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var id = new TemporalWorkerServiceIdentifier(taskQueue, null, VersionIsBuildId: false);
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                var request = new DescribeNamespaceRequest { Namespace = client.Options.Namespace };
                await client.WorkflowService.DescribeNamespaceAsync(
                    request, new() { CancellationToken = stoppingToken });
                // A connection remembers a worker of it that failed and takes no second one for the same task queue.
                var own = isFirst
                    ? client
                    : new TemporalClient(
                        await TemporalConnection.ConnectAsync(client.Connection.Options), client.Options);
                using var run = new TemporalWorkerService(id, options, own, loggers);
                await run.StartAsync(stoppingToken);
                await run.ExecuteTask!;
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(_logger, taskQueue, s_wait, e.Message);
                await Task.Delay(s_wait, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The worker of {TaskQueue} failed, and starts again in {Wait}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string taskQueue, TimeSpan wait, string reason);
}
