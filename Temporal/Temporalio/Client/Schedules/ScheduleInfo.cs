namespace Temporalio.Client.Schedules;

/// <summary>What a schedule has done and will do.</summary>
/// <param name="NumActions">Actions taken.</param>
/// <param name="NumActionsMissedCatchupWindow">Actions left out as too late.</param>
/// <param name="NumActionsSkippedOverlap">Actions left out as the one before still ran.</param>
/// <param name="RunningActions">What runs.</param>
/// <param name="RecentActions">The last actions, the oldest first; at most ten.</param>
/// <param name="NextActionTimes">The next times (UTC); at most ten.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
/// <param name="LastUpdatedAt">When it was last changed (UTC), or null.</param>
public record ScheduleInfo(
    long NumActions,
    long NumActionsMissedCatchupWindow,
    long NumActionsSkippedOverlap,
    IReadOnlyCollection<ScheduleActionExecution> RunningActions,
    IReadOnlyCollection<ScheduleActionResult> RecentActions,
    IReadOnlyCollection<DateTime> NextActionTimes,
    DateTime CreatedAt,
    DateTime? LastUpdatedAt)
{
    internal static ScheduleInfo FromProto(Api.Schedule.V1.ScheduleInfo proto) => new(
        proto.ActionCount,
        proto.MissedCatchupWindow,
        proto.OverlapSkipped,
        [.. proto.RunningWorkflows.Select(ScheduleActionExecutionStartWorkflow.FromProto)],
        [.. proto.RecentActions.Select(ScheduleActionResult.FromProto)],
        [.. proto.FutureActionTimes.Select(t => t.ToDateTime())],
        proto.CreateTime?.ToDateTime() ?? default,
        proto.UpdateTime?.ToDateTime());
}
