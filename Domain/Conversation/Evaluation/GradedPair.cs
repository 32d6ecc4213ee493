namespace OpsFlow.Domain.Conversation.Evaluation;

/// <summary>An answer whose grade people have agreed on, to see how a model grades.</summary>
/// <param name="Axes">Each 1 to 5.</param>
public sealed record GradedPair(
    string Question, string Source, string Answer, IReadOnlyDictionary<string, double> Axes);
