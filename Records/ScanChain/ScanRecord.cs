using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <summary>A scan as it is stored.</summary>
public sealed class ScanRecord
{
    /// <summary>The id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whose it is.</summary>
    public string UserId { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public ScanState State { get; set; }

    /// <summary>1, and one more with every retry.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>The picture's key in the object store.</summary>
    public string Image { get; set; } = "";

    /// <summary>The picture's media type.</summary>
    public string ImageType { get; set; } = "";

    /// <summary>When the picture was deleted, in Unix milliseconds.</summary>
    public long? ImageDeletedAt { get; set; }

    /// <summary>The user's language: ko or en.</summary>
    public string Language { get; set; } = "ko";

    /// <summary>What the user thinks that it is.</summary>
    public string? Hint { get; set; }

    /// <summary>The family of models that the user asked for.</summary>
    public string? Model { get; set; }

    /// <summary>Where the user is, as latitude,longitude.</summary>
    public string? Location { get; set; }

    /// <summary>Of what was sent under the sender's own key; null without one, and in scans of before.</summary>
    public string? RequestHash { get; set; }

    /// <summary>Why it stands there.</summary>
    public string? Detail { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long? EndedAt { get; set; }
}
