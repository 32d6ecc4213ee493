namespace OpsFlow.Records.ChatTurn;

/// <summary>Something that is to be sent, with all that sending it needs.</summary>
public sealed class ChatDelivery
{
    /// <summary>The same for every attempt: who receives it twice can tell.</summary>
    public string Id { get; set; } = "";

    /// <summary>Where to.</summary>
    public string CallbackId { get; set; } = "";

    /// <summary>The kind of <see cref="ChatCallback"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Whose.</summary>
    public string UserId { get; set; } = "";

    /// <summary>The address.</summary>
    public string? Url { get; set; }

    /// <summary>Encrypted.</summary>
    public string? Secret { get; set; }

    /// <summary>The turn that ended; null for a notice.</summary>
    public string? TurnId { get; set; }

    /// <summary>The notice; null where the answer of the turn is sent.</summary>
    public string? Text { get; set; }

    /// <summary>How the turn ended.</summary>
    public string? TurnState { get; set; }

    /// <summary>The client's id of the message.</summary>
    public string? ClientId { get; set; }

    /// <summary>The session.</summary>
    public string? SessionId { get; set; }

    /// <summary>ko or en.</summary>
    public string? Language { get; set; }

    /// <summary>The answer.</summary>
    public string? Content { get; set; }

    /// <summary>How often it was tried.</summary>
    public long Attempts { get; set; }

    /// <summary>When it is due, in Unix milliseconds.</summary>
    public long NextAt { get; set; }
}
