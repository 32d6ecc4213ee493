namespace OpsFlow.Records.Prescriptions;

/// <summary>How the watch of a pharmacy stands.</summary>
public sealed class WatchRow
{
    public long LookedAt { get; set; }

    public long? AwaySince { get; set; }

    public string? AwayReason { get; set; }

    public long Skipped { get; set; }

    public long Refused { get; set; }
}
