namespace OpsFlow.Api.Schedules;

/// <summary>All schedules of upkeep.</summary>
internal sealed record ScheduleList(IEnumerable<ScheduleView> Items);
