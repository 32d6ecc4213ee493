using OpsFlow.Api.Runs;
using OpsFlow.Platform.Schedules;
using Temporalio.Client.Schedules;

namespace OpsFlow.Api.Schedules;

/// <summary>A schedule of upkeep.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Note">What it is for, or why it is paused.</param>
/// <param name="Runs">How often it ran in all.</param>
/// <param name="LastRunAt">When it last ran; null if it did not yet.</param>
/// <param name="LastRunId">The run of then.</param>
/// <param name="NextRunAt">When it runs next; null while it is paused.</param>
internal sealed record ScheduleView(
    string Task, string? Note, bool Paused, double? IntervalSeconds, long Runs, DateTime? LastRunAt, string? LastRunId,
    DateTime? NextRunAt)
{
    public static ScheduleView Of(ScheduleDescription description)
    {
        var last = description.Info.RecentActions.LastOrDefault();
        var state = description.Schedule.State;
        return new(
            MaintenanceSchedule.TaskOf(description.Id) ?? description.Id,
            RunReason.InWords(state.Note),
            state.Paused,
            description.Schedule.Spec.Intervals.FirstOrDefault()?.Every.TotalSeconds,
            description.Info.NumActions,
            last?.StartedAt,
            (last?.Action as ScheduleActionExecutionStartWorkflow)?.FirstExecutionRunId,
            state.Paused ? null : description.Info.NextActionTimes.Cast<DateTime?>().FirstOrDefault());
    }
}
