using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>An analysis with all that it has.</summary>
/// <param name="UpsellCost">What asking for a suggestion cost.</param>
/// <param name="Cost">What the explanation cost.</param>
/// <param name="ExtraCost">What that is more than the wanted model's would have been; null when that one answered.
/// </param>
/// <param name="Position">How many wait up to this one; 0 when it does not wait.</param>
internal sealed record PrescriptionDetail(
    PrescriptionSummary Prescription, long Position, string? DataVersion, IReadOnlyList<CheckedDrug>? Drugs,
    IReadOnlyList<CardView> Cards, IReadOnlyList<string>? ExplanationReasons, string? Notice, string? Upsell,
    decimal? UpsellCost, decimal? Cost, decimal? ExtraCost);
