namespace OpsFlow.Records.ChatTurn;

/// <summary>What a node brought.</summary>
/// <param name="Context">For the model, as data; at most 2,000 characters.</param>
/// <param name="Summary">For the person, in words, when no model words it.</param>
/// <param name="Quality">0 to 1: how well it fits what was asked.</param>
/// <param name="Sources">Where it is from.</param>
/// <param name="Error">Why it brought nothing.</param>
public sealed record NodeData(
    string Context, string Summary, double Quality, IReadOnlyList<NodeSource> Sources, string? Error = null);
