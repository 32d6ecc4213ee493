namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>A turn as whoever follows it knows it, over however many connections.</summary>
internal sealed class FollowedTurn(string message, string job)
{
    public string Message => message;

    public string Job => job;

    /// <summary>All that was told, as it came: nothing is sorted, and nothing that came twice left out.</summary>
    public List<(long Id, string Kind, JsonObject Data)> Events { get; } = [];

    public int Connections { get; set; }

    /// <summary>The page of the conversation, asked for when the end was told and before anything else.</summary>
    public JsonObject? Page { get; set; }

    public IEnumerable<JsonNode> Messages => Page!["items"]!.AsArray().Select(m => m!);

    public bool DraftWaits => Page!["draftWaits"]!.GetValue<bool>();

    public static bool IsEnd(string kind) => kind is "done" or "error" or "cancelled";
}
