namespace OpsFlow.Records.ScanChain;

/// <summary>What the reward stage decided.</summary>
/// <param name="Id">The reward's id, of user and scan; null for no reward.</param>
/// <param name="Character">The character's id; null for no reward.</param>
/// <param name="Points">The points.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="MatchedBy">How the character was found.</param>
public sealed record GrantedReward(string? Id, string? Character, int Points, string Reason, string? MatchedBy);
