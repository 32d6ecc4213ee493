namespace OpsFlow.Platform.Schedules;

/// <summary>The schedules of upkeep, by the names of their tasks.</summary>
public static class MaintenanceSchedule
{
    private const string Prefix = "opsflow-";

    /// <summary>The schedule of a task.</summary>
    public static string IdOf(string task) => Prefix + task;

    /// <summary>The task of a schedule.</summary>
    /// <returns>The task, or null if the schedule is not ours.</returns>
    public static string? TaskOf(string scheduleId) =>
        scheduleId.StartsWith(Prefix, StringComparison.Ordinal) ? scheduleId[Prefix.Length..] : null;
}
