using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Schedules;
using OpsFlow.Workflows.Maintenance;
using OpsFlow.Workflows.Shared;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;

namespace OpsFlow.Worker;

/// <summary>
/// Makes the schedule of each task of upkeep unless it is there, and runs each once after a start: a machine that is
/// off at night is kept up, too. A schedule that somebody paused or changed stays so.
/// </summary>
internal sealed partial class MaintenanceSetup(
    ITemporalClient client, IEnumerable<IMaintenanceTask> tasks, TimeProvider time, ILogger<MaintenanceSetup> logger)
    : BackgroundService
{
    // The first minute belongs to what people wait for.
    private static readonly TimeSpan s_afterStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rpc = new RpcOptions { CancellationToken = stoppingToken };
        foreach (var task in tasks)
        {
            await UntilDoneAsync(task, () => MakeAsync(task, rpc), stoppingToken);
        }

        await Task.Delay(s_afterStart, time, stoppingToken);
        foreach (var task in tasks)
        {
            await UntilDoneAsync(task, () => TriggerAsync(task, rpc), stoppingToken);
        }
    }

    private async Task UntilDoneAsync(IMaintenanceTask task, Func<Task> step, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException
                && !stoppingToken.IsCancellationRequested)
            {
                LogLater(logger, task.Name, e.Message);
                await Task.Delay(s_wait, time, stoppingToken);
            }
        }
    }

    private async Task MakeAsync(IMaintenanceTask task, RpcOptions rpc)
    {
        try
        {
            await client.CreateScheduleAsync(
                MaintenanceSchedule.IdOf(task.Name), ScheduleOf(task), new() { Rpc = rpc });
        }
        catch (ScheduleAlreadyRunningException)
        {
            // As it was made before, or as somebody changed it.
        }
    }

    private async Task TriggerAsync(IMaintenanceTask task, RpcOptions rpc)
    {
        var handle = client.GetScheduleHandle(MaintenanceSchedule.IdOf(task.Name));
        if (!(await handle.DescribeAsync(rpc)).Schedule.State.Paused)
        {
            await handle.TriggerAsync(new() { Overlap = ScheduleOverlapPolicy.Skip, Rpc = rpc });
        }
    }

    private static Schedule ScheduleOf(IMaintenanceTask task) => new(
        ScheduleActionStartWorkflow.Create(
            (MaintenanceWorkflow w) => w.RunAsync(task.Name),
            new(MaintenanceSchedule.IdOf(task.Name), TaskQueues.Maintenance) { StaticSummary = task.Note }),
        new() { Intervals = [new(task.Interval)] })
    {
        Policy = new() { Overlap = ScheduleOverlapPolicy.Skip, CatchupWindow = TimeSpan.FromMinutes(1) },
        State = new() { Note = task.Note },
    };

    [LoggerMessage(1, LogLevel.Warning, "The schedule of {Task} is not set up yet: {Reason}")]
    private static partial void LogLater(ILogger logger, string task, string reason);
}
