using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker.Tuning;

namespace Temporalio.Worker;

/// <summary>Tells the server from time to time that the worker is there and how it does.</summary>
internal sealed class WorkerHeartbeats(
    WorkerContext context,
    WorkflowWorker? workflows,
    ActivityWorker? activities,
    TimeSpan interval,
    IReadOnlyCollection<string> plugins)
{
    private readonly string _key = Guid.NewGuid().ToString();
    private readonly DateTime _startTime = DateTime.UtcNow;
    private DateTime? _lastTime;

    /// <summary>Reports until stopped, and that the worker stops.</summary>
    /// <param name="stop">Stops.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await ReportAsync(WorkerStatus.Running, stop).ConfigureAwait(false);
                await Task.Delay(interval, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ReportAsync(WorkerStatus.ShuttingDown, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task ReportAsync(WorkerStatus status, CancellationToken token)
    {
        try
        {
            await context.Service.RecordWorkerHeartbeatAsync(
                new()
                {
                    Namespace = context.Namespace,
                    Identity = context.Identity,
                    WorkerHeartbeat = { Create(status) },
                },
                new RpcOptions { Timeout = TimeSpan.FromSeconds(5), CancellationToken = token }).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            context.Logger.LogDebug(e, "A heartbeat of the worker was not taken");
        }
    }

    private WorkerHeartbeat Create(WorkerStatus status)
    {
        var now = DateTime.UtcNow;
        var heartbeat = new WorkerHeartbeat
        {
            WorkerInstanceKey = _key,
            WorkerIdentity = context.Identity,
            TaskQueue = context.TaskQueue,
            DeploymentVersion = context.Deployment is { } deployment
                ? new() { DeploymentName = deployment.DeploymentName, BuildId = deployment.BuildId }
                : null,
            SdkName = SdkInfo.Name,
            SdkVersion = SdkInfo.Version,
            Status = status,
            StartTime = Timestamp.FromDateTime(_startTime),
            HeartbeatTime = Timestamp.FromDateTime(now),
            ElapsedSinceLastHeartbeat = _lastTime is { } last ? Duration.FromTimeSpan(now - last) : null,
            WorkflowTaskSlotsInfo = SlotsInfo(workflows?.Slots),
            LocalActivitySlotsInfo = SlotsInfo(workflows?.LocalSlots),
            ActivityTaskSlotsInfo = SlotsInfo(activities?.Slots),
            CurrentStickyCacheSize = workflows?.CacheSize ?? 0,
            Plugins = { plugins.Select(p => new PluginInfo { Name = p }) },
        };
        if (!context.Runtime.Options.DisableEnvironmentInfo)
        {
            var (memory, cpu) = ResourceUsage.Get();
            heartbeat.HostInfo = new()
            {
                HostName = System.Net.Dns.GetHostName(),
                ProcessId = $"{Environment.ProcessId}",
                CurrentHostCpuUsage = (float)cpu,
                CurrentHostMemUsage = (float)memory,
            };
        }

        _lastTime = now;
        return heartbeat;
    }

    private static WorkerSlotsInfo? SlotsInfo(Slots? slots) => slots is null
        ? null
        : new()
        {
            CurrentUsedSlots = slots.Used,
            CurrentAvailableSlots = slots.FixedCount - slots.Used ?? 0,
            SlotSupplierKind = slots.Kind,
        };
}
