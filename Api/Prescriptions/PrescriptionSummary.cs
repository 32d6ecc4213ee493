using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>An analysis in a list or on the board.</summary>
/// <param name="Column">
/// The board's column: detected, checking, card, explanation, acknowledged or failed; null for what is not on it.
/// </param>
/// <param name="Summary">What its most urgent card says.</param>
internal sealed record PrescriptionSummary(
    string Id, string Pharmacy, string Serial, string Day, string Patient, PrescriptionState State, string? Column,
    string? Reason, string? Indicator, string? Summary, long Undecided, string? ExplanationStatus,
    DateTimeOffset DetectedAt, DateTimeOffset? CardAt, DateTimeOffset? EndedAt, string? Name);
