namespace Temporalio.Client.Schedules;

/// <summary>What a schedule is.</summary>
/// <param name="Description">The description.</param>
public record ScheduleUpdateInput(ScheduleDescription Description);
