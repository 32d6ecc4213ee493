namespace OpsFlow.Workflows.Prescriptions;

/// <summary>What to load and check.</summary>
/// <param name="RunStartedAt">When the run began (UTC): a late write of an earlier run is told by it.</param>
public sealed record CheckInput(string AnalysisId, DateTime RunStartedAt);
