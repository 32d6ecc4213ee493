namespace OpsFlow.Records.ChatTurn;

/// <summary>An entry of the calendar that waits for a yes.</summary>
/// <param name="Uid">Made of the turn that drafted it: however often it is booked, it is one event.</param>
/// <param name="Date">yyyy-MM-dd.</param>
/// <param name="Time">HH:mm; null for the whole day.</param>
/// <param name="EndTime">HH:mm.</param>
public sealed record CalendarDraft(
    string Uid, string Title, string Date, string? Time, string? EndTime, string? Description);
