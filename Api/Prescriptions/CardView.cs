using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>A card, and apart from it what a model said of it and what a person decided.</summary>
internal sealed record CardView(
    Guid Uuid, string Summary, CardIndicator Indicator, string Detail, CardSource Source,
    IReadOnlyList<OverrideReason> OverrideReasons, CardKind Kind, string Rule, InteractionSeverity? Severity,
    IReadOnlyList<int> Lines, bool IsInterruptive, bool NeedsDecision, bool SeenBefore, string? Explanation,
    DecisionView? Decision);
