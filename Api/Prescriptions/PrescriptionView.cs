using OpsFlow.Api.Runs;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Records as callers see them.</summary>
internal static class PrescriptionView
{
    private const decimal Unit = 1_000_000_000m;

    public static PrescriptionSummary Summary(PrescriptionRecord record, string language, string? name = null) => new(
        record.Id, record.Pharmacy, record.Serial, record.Day, record.Patient, record.State, ColumnOf(record),
        RunReason.InWords(record.Reason), record.Indicator,
        PrescriptionCards.Of(record, language) is [var first, ..] ? first.Summary : null,
        record.Undecided, record.ExplanationStatus, At(record.DetectedAt), AtOrNull(record.CardAt),
        AtOrNull(record.EndedAt), name);

    public static PrescriptionDetail Detail(
        PrescriptionRecord record, long position, string language, string? name,
        IReadOnlyList<KeptDecision> decisions, IReadOnlyList<string> seenBefore)
    {
        var explanation = PrescriptionCards.ExplanationOf(record);
        return new(
            Summary(record, language, name), position, record.DataVersion, PrescriptionCards.CheckOf(record)?.Drugs,
            [
                .. PrescriptionCards.Of(record, language).Select(c => CardOf(
                    c, explanation?.Parts.FirstOrDefault(p => p.Card == c.Uuid)?.Text,
                    decisions.FirstOrDefault(d => d.CardId == $"{c.Uuid}"), seenBefore.Contains(c.Rule))),
            ],
            explanation?.Reasons, record.Notice, record.Upsell, record.UpsellCost / Unit,
            record.Cost / Unit, record.ExtraCost / Unit);
    }

    private static CardView CardOf(CdsCard card, string? explanation, KeptDecision? decision, bool seenBefore) => new(
        card.Uuid, card.Summary, card.Indicator, card.Detail, card.Source, card.OverrideReasons, card.Kind, card.Rule,
        card.Severity, card.Lines, card.IsInterruptive,
        card.Indicator > CardIndicator.Info && card.OverrideReasons.Count > 0, seenBefore, explanation,
        decision is null
            ? null
            : new(
                decision.Action, decision.Code, decision.Note, decision.ById, decision.ByName,
                At(decision.DecidedAt)));

    private static string? ColumnOf(PrescriptionRecord record) => record.State switch
    {
        PrescriptionState.Queued or PrescriptionState.Skipped => "detected",
        PrescriptionState.Checking => "checking",
        PrescriptionState.Generating => "card",
        PrescriptionState.Success when record.Undecided > 0 => "explanation",
        PrescriptionState.Success => "acknowledged",
        PrescriptionState.Failed => "failed",
        // Not on the board: another one took its place, or the prescription is gone.
        _ => null,
    };

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? AtOrNull(long? milliseconds) => milliseconds is { } m ? At(m) : null;
}
