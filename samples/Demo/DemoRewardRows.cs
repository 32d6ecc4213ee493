namespace OpsFlow.Samples.Demo;

/// <summary>How many rows tell of one scan's reward.</summary>
/// <param name="Rewards">Rewards of the scan with the right character and points.</param>
/// <param name="AllRewards">Rewards of the scan, right or not.</param>
/// <param name="Entries">Entries of the ledger for it with the right points.</param>
/// <param name="AllEntries">Entries of the ledger for it, right or not.</param>
/// <param name="Ownerships">How often the user owns the character.</param>
/// <param name="Collected">How often it is in the user's collection.</param>
internal sealed record DemoRewardRows(
    long Rewards, long AllRewards, long Entries, long AllEntries, long Ownerships, long Collected)
{
    /// <summary>What must be there.</summary>
    public static DemoRewardRows Once { get; } = new(1, 1, 1, 1, 1, 1);
}
