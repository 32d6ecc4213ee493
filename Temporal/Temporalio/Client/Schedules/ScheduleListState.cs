namespace Temporalio.Client.Schedules;

/// <summary>Whether a listed schedule runs.</summary>
/// <param name="Note">A note, or null.</param>
/// <param name="Paused">Whether it is paused.</param>
public record ScheduleListState(string? Note, bool Paused);
