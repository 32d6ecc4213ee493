using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Worker;

namespace Samples.Workflows.Scheduled;

/// <summary>A schedule: made, run by hand, paused, changed and removed.</summary>
public sealed class ScheduledSample : ISample
{
    /// <inheritdoc/>
    public string Name => "schedule";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) => options.AddWorkflow<ReportWorkflow>();

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var id = $"report-{Guid.NewGuid()}";
        var schedule = await client.CreateScheduleAsync(
            id,
            new(
                ScheduleActionStartWorkflow.Create(
                    (ReportWorkflow wf) => wf.RunAsync("Weekly report"), new(id, taskQueue)),
                new()
                {
                    // Mondays at six, and once a day besides.
                    Calendars = [new() { DayOfWeek = [new(1)], Hour = [new(6)] }],
                    Intervals = [new(TimeSpan.FromDays(1))],
                }));
        try
        {
            await schedule.TriggerAsync();
            var ran = await FirstActionAsync(schedule);
            var report = await client.GetWorkflowHandle(ran.WorkflowId).GetResultAsync<string>();
            await output.WriteLineAsync(report);

            await schedule.PauseAsync("nobody reads it in summer");
            await schedule.UpdateAsync(input => new ScheduleUpdate(
                input.Description.Schedule with { Spec = new() { CronExpressions = ["0 6 * * MON"] } }));
            var state = (await schedule.DescribeAsync()).Schedule.State;
            return $"{report.Split(" by ")[0]}; paused: {state.Paused}, {state.Note}";
        }
        finally
        {
            await schedule.DeleteAsync();
        }
    }

    private static async Task<ScheduleActionExecutionStartWorkflow> FirstActionAsync(ScheduleHandle schedule)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var info = (await schedule.DescribeAsync()).Info;
            if (info.RecentActions.FirstOrDefault()?.Action is ScheduleActionExecutionStartWorkflow started)
            {
                return started;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
