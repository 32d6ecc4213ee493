namespace OpsFlow.Domain.Prescriptions.Explanations;

/// <summary>The model's words about one card.</summary>
public sealed record ExplainedCard(Guid Card, string Text);
