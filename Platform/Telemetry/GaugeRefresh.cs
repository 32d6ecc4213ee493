using Microsoft.Extensions.Hosting;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Refreshes the gauges as often as metrics are sent. Only for a process that sends them.</summary>
internal sealed class GaugeRefresh(AskedGauges gauges, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(OtlpSettings.MetricInterval, time);
        do
        {
            await gauges.RefreshAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
