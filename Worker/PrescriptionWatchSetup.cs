using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Activities.Prescriptions;
using OpsFlow.Domain.Prescriptions.Labels;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.Shared;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace OpsFlow.Worker;

/// <summary>
/// Starts the watch of each pharmacy unless it runs, and tells it the number of permits of the settings. Says at the
/// start whether labels can be made; that they cannot keeps nothing else from working.
/// </summary>
internal sealed partial class PrescriptionWatchSetup(
    ITemporalClient client, PharmacyRegistry pharmacies, WatchPermits permits, TimeProvider time,
    ILogger<PrescriptionWatchSetup> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            EscPos.SelfCheck();
        }
        catch (InvalidOperationException e)
        {
            LogNoLabels(logger, e.Message);
        }

        // Again and again: somebody may have terminated one.
        while (pharmacies.All.Count > 0)
        {
            foreach (var pharmacy in pharmacies.All)
            {
                while (!await TryStartAsync(pharmacy, stoppingToken))
                {
                    await Task.Delay(s_wait, time, stoppingToken);
                }
            }

            await Task.Delay(s_interval, time, stoppingToken);
        }
    }

    private async Task<bool> TryStartAsync(Pharmacy pharmacy, CancellationToken stoppingToken)
    {
        try
        {
            var options = new WorkflowOptions(
                PrescriptionWatchWorkflow.IdOf(pharmacy.Id), TaskQueues.Prescriptions)
            {
                IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
                StaticSummary = pharmacy.Name ?? pharmacy.Id,
                TaskTimeout = PrescriptionWatchWorkflow.TaskTimeout,
                Rpc = new() { CancellationToken = stoppingToken, Timeout = TimeSpan.FromSeconds(10) },
            };
            options.SignalWithStart((PrescriptionWatchWorkflow w) => w.SetPermitsAsync(pharmacy.Permits));
            // Counts only where none runs: one that runs knows better.
            var held = await permits.ListHeldAsync(pharmacy.Id, stoppingToken);
            await client.StartWorkflowAsync(
                (PrescriptionWatchWorkflow w) => w.RunAsync(new(pharmacy.Id, pharmacy.Permits, held, null, null)),
                options);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogLater(logger, pharmacy.Id, e.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The watch of pharmacy {Pharmacy} is not started yet: {Reason}")]
    private static partial void LogLater(ILogger logger, string pharmacy, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Labels cannot be printed: {Reason}")]
    private static partial void LogNoLabels(ILogger logger, string reason);
}
