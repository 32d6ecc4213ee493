namespace OpsFlow.Workflows.Prescriptions;

/// <summary>A permit to run an analysis.</summary>
/// <param name="AnalysisId">Who holds it.</param>
/// <param name="Since">Since when (UTC).</param>
public sealed record Permit(string AnalysisId, DateTime Since);
