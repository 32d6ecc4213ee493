namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What became of a decision, and why.</summary>
internal sealed record DecisionReceived(DecisionOutcome Outcome, string? Reason = null);
