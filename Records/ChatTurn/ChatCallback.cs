namespace OpsFlow.Records.ChatTurn;

/// <summary>Where answers to a user are sent.</summary>
public sealed class ChatCallback
{
    /// <summary>A signed call of an address.</summary>
    public const string Webhook = "webhook";

    /// <summary>A message in Synology Chat.</summary>
    public const string Synology = "synology";

    /// <summary>The id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whose.</summary>
    public string UserId { get; set; } = "";

    /// <summary><see cref="Webhook"/> or <see cref="Synology"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The address of a webhook.</summary>
    public string? Url { get; set; }

    /// <summary>What calls are signed with, encrypted.</summary>
    public string? Secret { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }
}
