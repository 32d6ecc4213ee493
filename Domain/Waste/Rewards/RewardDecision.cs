namespace OpsFlow.Domain.Waste.Rewards;

/// <summary>What a scan is rewarded with.</summary>
/// <param name="Character">The character's id; null for no reward.</param>
/// <param name="Points">The points, from the matched rule.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="MatchedBy">How the character was found: class, subclass, score or default; null for no reward.</param>
public sealed record RewardDecision(string? Character, int Points, string Reason, string? MatchedBy);
