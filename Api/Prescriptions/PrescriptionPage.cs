namespace OpsFlow.Api.Prescriptions;

/// <summary>A page of analyses.</summary>
internal sealed record PrescriptionPage(IEnumerable<PrescriptionSummary> Items, string? Next);
