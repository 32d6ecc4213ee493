namespace OpsFlow.Records.ScanChain;

/// <summary>What a stage found.</summary>
public sealed class StageRecord
{
    /// <summary>The stage, or label for what the user said.</summary>
    public string Stage { get; set; } = "";

    /// <summary>JSON.</summary>
    public string Data { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long BeganAt { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long EndedAt { get; set; }
}
