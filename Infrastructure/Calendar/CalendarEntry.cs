namespace OpsFlow.Infrastructure.Calendar;

/// <summary>An entry of a calendar.</summary>
/// <param name="Start">When it begins, in the zone of the calendar's reader.</param>
/// <param name="IsAllDay">Whether it has no time.</param>
public sealed record CalendarEntry(
    string Uid, string Title, DateTimeOffset Start, DateTimeOffset End, bool IsAllDay, string? Description);
