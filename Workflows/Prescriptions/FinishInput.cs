namespace OpsFlow.Workflows.Prescriptions;

/// <summary>The end of an analysis.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, when it failed; or why there is no explanation.</param>
/// <param name="RunStartedAt">When the run began (UTC).</param>
public sealed record FinishInput(string AnalysisId, PrescriptionState State, string? Reason, DateTime RunStartedAt);
