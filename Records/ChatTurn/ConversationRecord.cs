namespace OpsFlow.Records.ChatTurn;

/// <summary>A conversation of a user.</summary>
public sealed class ConversationRecord
{
    /// <summary>The id, made of user and session.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whose it is.</summary>
    public string UserId { get; set; } = "";

    /// <summary>The client's name for it.</summary>
    public string SessionId { get; set; } = "";

    /// <summary>How the first message begins.</summary>
    public string Title { get; set; } = "";

    /// <summary>What it was about last.</summary>
    public string? Intent { get; set; }

    /// <summary>What was said before the messages that models still see.</summary>
    public string? Summary { get; set; }

    /// <summary>The position up to which the summary tells.</summary>
    public long Summarized { get; set; }

    /// <summary>The turn that is under way.</summary>
    public string? OpenTurn { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; set; }
}
