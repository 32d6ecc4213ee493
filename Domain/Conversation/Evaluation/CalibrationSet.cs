namespace OpsFlow.Domain.Conversation.Evaluation;

/// <summary>The answers by which models that grade are measured, as their file has them.</summary>
public sealed record CalibrationSet(IReadOnlyList<GradedPair> Pairs);
