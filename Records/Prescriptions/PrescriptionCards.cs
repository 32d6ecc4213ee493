using System.Text.Json;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Platform.Events;

namespace OpsFlow.Records.Prescriptions;

/// <summary>The parts of a record that are kept as JSON.</summary>
public static class PrescriptionCards
{
    /// <summary>The cards in a language; none when there are none yet.</summary>
    public static IReadOnlyList<CdsCard> Of(PrescriptionRecord record, string language) => record.Cards is null
        ? []
        : Read<Dictionary<string, IReadOnlyList<CdsCard>>>(record.Cards).GetValueOrDefault(language) ?? [];

    /// <summary>The cards that a person has to decide on.</summary>
    public static IReadOnlyList<CdsCard> ToDecide(IReadOnlyList<CdsCard> cards) =>
        [.. cards.Where(c => c.Indicator > CardIndicator.Info && c.OverrideReasons.Count > 0)];

    /// <summary>What a model said of them; null when nothing is known of it yet.</summary>
    public static Explanation? ExplanationOf(PrescriptionRecord record) =>
        record.Explanation is null ? null : Read<Explanation>(record.Explanation);

    /// <summary>What was checked; null before.</summary>
    public static CheckResult? CheckOf(PrescriptionRecord record) =>
        record.Checked is null ? null : Read<CheckResult>(record.Checked);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, EventJson.Options)!;
}
