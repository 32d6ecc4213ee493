using System.Text.Json;
using OpsFlow.Platform.Events;

namespace OpsFlow.Records.ChatTurn;

/// <summary>A draft as it is stored.</summary>
public sealed class DraftRow
{
    /// <summary>The id of the event that it would be.</summary>
    public string Uid { get; set; } = "";

    /// <summary>waiting, booked or refused.</summary>
    public string State { get; set; } = "";

    /// <summary>A <see cref="CalendarDraft"/> as JSON.</summary>
    public string Data { get; set; } = "";

    /// <summary>The entry that it would be.</summary>
    public CalendarDraft Draft => JsonSerializer.Deserialize<CalendarDraft>(Data, EventJson.Options)!;

    /// <summary>Unix milliseconds.</summary>
    public long ExpiresAt { get; set; }
}
