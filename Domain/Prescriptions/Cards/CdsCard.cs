using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>A card in the form of CDS Hooks, with what a board needs beside it.</summary>
/// <param name="Uuid">The same for the same prescription, content, data and finding.</param>
/// <param name="Summary">Less than 140 characters.</param>
/// <param name="Detail">Plain text.</param>
/// <param name="OverrideReasons">Empty when there is nothing to override.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Rule">The finding's key, the same on every prescription: what override statistics count by.</param>
/// <param name="Severity">The data's severity; null when the card is about no pair.</param>
/// <param name="Lines">The lines it is about.</param>
public sealed record CdsCard(
    Guid Uuid,
    string Summary,
    CardIndicator Indicator,
    string Detail,
    CardSource Source,
    IReadOnlyList<OverrideReason> OverrideReasons,
    CardKind Kind,
    string Rule,
    InteractionSeverity? Severity,
    IReadOnlyList<int> Lines)
{
    /// <summary>Only the top tier interrupts.</summary>
    public bool IsInterruptive => Indicator == CardIndicator.Critical;
}
