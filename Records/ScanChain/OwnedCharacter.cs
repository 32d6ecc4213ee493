namespace OpsFlow.Records.ScanChain;

/// <summary>A character that a user owns.</summary>
public sealed class OwnedCharacter
{
    /// <summary>The character.</summary>
    public string CharacterId { get; set; } = "";

    /// <summary>The scan that it came with.</summary>
    public string ScanId { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long ObtainedAt { get; set; }
}
