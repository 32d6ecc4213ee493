namespace OpsFlow.Records.Prescriptions;

/// <summary>How many analyses are in a state.</summary>
public sealed class StateCount
{
    public string State { get; set; } = "";

    public long Count { get; set; }

    public long? LastAt { get; set; }

    public long? OldestAt { get; set; }

    public long Undecided { get; set; }
}
