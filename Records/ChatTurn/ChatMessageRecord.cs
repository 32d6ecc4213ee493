namespace OpsFlow.Records.ChatTurn;

/// <summary>A message of a conversation.</summary>
public sealed class ChatMessageRecord
{
    /// <summary>The server's id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The place in the conversation.</summary>
    public long Position { get; set; }

    /// <summary>The turn that it belongs to.</summary>
    public string TurnId { get; set; } = "";

    /// <summary>user or assistant.</summary>
    public string Role { get; set; } = "";

    /// <summary>The client's own id of a user's message.</summary>
    public string? ClientId { get; set; }

    /// <summary>committed, failed or canceled.</summary>
    public string State { get; set; } = "";

    /// <summary>What was said.</summary>
    public string Content { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }
}
