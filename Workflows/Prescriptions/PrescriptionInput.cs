namespace OpsFlow.Workflows.Prescriptions;

/// <summary>Input of an analysis.</summary>
/// <param name="AnalysisId">Its row.</param>
/// <param name="PharmacyId">The pharmacy, whose watch gets the permit back.</param>
public sealed record PrescriptionInput(string AnalysisId, string PharmacyId);
