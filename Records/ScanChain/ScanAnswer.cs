namespace OpsFlow.Records.ScanChain;

/// <summary>The answer for the user.</summary>
/// <param name="Category">The class, in Korean.</param>
/// <param name="Subcategory">The subclass; null where a situation changed the class.</param>
/// <param name="Item">What it is.</param>
/// <param name="Recyclable">Whether it is recycled.</param>
/// <param name="Hazardous">Whether it does harm in a bag or among recyclables.</param>
/// <param name="Instructions">What to do, in order.</param>
/// <param name="RewardPoints">What a right classification is worth, from the rule.</param>
/// <param name="Explanation">Why.</param>
/// <param name="Model">The model that worded it; null when it was composed from the rules.</param>
/// <param name="Notice">What the user should know of how it came about.</param>
public sealed record ScanAnswer(
    string? Category, string? Subcategory, string Item, bool Recyclable, bool Hazardous,
    IReadOnlyList<AnswerInstruction> Instructions, int RewardPoints, string Explanation, string? Model = null,
    string? Notice = null);
