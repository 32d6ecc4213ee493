namespace OpsFlow.Workflows.Prescriptions;

/// <summary>A decision to be checked, and then to be kept.</summary>
public sealed record CheckCardDecisionInput(string AnalysisId, CardDecision Decision);
