namespace OpsFlow.Domain.Prescriptions.Explanations;

/// <summary>What a model says about cards. It lies beside the cards and is never a part of them.</summary>
/// <param name="Reasons">Why something of the answer is not shown, as codes with the card's mark.</param>
public sealed record Explanation(
    ExplanationStatus Status, IReadOnlyList<ExplainedCard> Parts, IReadOnlyList<string> Reasons)
{
    public static Explanation Unavailable(string reason) => new(ExplanationStatus.Unavailable, [], [reason]);
}
