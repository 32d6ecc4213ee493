using System.Text.Json;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Prescriptions.Explanations;

/// <summary>
/// Takes from a model's answer what explains the cards, and nothing else. The cards are read here and never changed:
/// which pairs there are and how severe they are is the data's to say.
/// </summary>
public sealed class ExplanationMerge(DrugTable table)
{
    private const int MaxAnswer = 40_000;
    private const int MaxPart = 1_500;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly DrugMentions _mentions = new(table);

    /// <summary>The mark by which the model is told of a card.</summary>
    public static string MarkOf(int index) => $"c{index + 1}";

    /// <summary>Merges.</summary>
    /// <param name="answer">The model's answer, as it came.</param>
    /// <param name="cards">The cards that were given to it, in that order.</param>
    /// <param name="drugs">The ingredients of each line.</param>
    /// <param name="secrets">Texts that must not come out again.</param>
    public Explanation Merge(
        string? answer, IReadOnlyList<CdsCard> cards, IReadOnlyDictionary<int, IReadOnlyList<string>> drugs,
        IReadOnlyList<string> secrets)
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return new(ExplanationStatus.Discarded, [], ["empty"]);
        }

        if (answer.Length > MaxAnswer)
        {
            return new(ExplanationStatus.Discarded, [], ["too-long"]);
        }

        if (Read(answer) is not { Count: > 0 } told)
        {
            return new(ExplanationStatus.Discarded, [], ["not-in-the-asked-form"]);
        }

        List<ExplainedCard> parts = [];
        List<string> reasons = [];
        var byMark = cards.Select((card, i) => (Mark: MarkOf(i), Card: card)).ToDictionary(c => c.Mark, c => c.Card);
        foreach (var (mark, text) in told)
        {
            if (!byMark.TryGetValue(mark ?? "", out var card))
            {
                reasons.Add("names-a-card-that-is-not-there");
                continue;
            }

            var shown = DrugText.Clean(text);
            if (FaultOf(text ?? "", shown, card, drugs, secrets) is { } fault)
            {
                reasons.Add($"{mark}:{fault}");
            }
            else if (parts.Any(p => p.Card == card.Uuid))
            {
                reasons.Add($"{mark}:told-twice");
            }
            else
            {
                parts.Add(new(card.Uuid, shown));
            }
        }

        reasons.AddRange(byMark.Where(c => parts.All(p => p.Card != c.Value.Uuid)
                && !reasons.Any(r => r.StartsWith(c.Key + ":", StringComparison.Ordinal)))
            .Select(c => $"{c.Key}:not-explained"));
        var status = parts.Count == 0 ? ExplanationStatus.Discarded
            : reasons.Count > 0 ? ExplanationStatus.Marked
            : ExplanationStatus.Given;
        return new(status, parts, [.. reasons.Distinct()]);
    }

    private string? FaultOf(
        string raw, string shown, CdsCard card, IReadOnlyDictionary<int, IReadOnlyList<string>> drugs,
        IReadOnlyList<string> secrets)
    {
        if (shown.Length == 0)
        {
            return "empty";
        }

        if (shown.Length > MaxPart)
        {
            return "too-long";
        }

        if (secrets.Any(s => s.Length > 3 && shown.Contains(s, StringComparison.OrdinalIgnoreCase)))
        {
            return "leak";
        }

        var own = card.Lines.SelectMany(l => drugs.GetValueOrDefault(l) ?? []).ToHashSet();
        return ExplanationRules.FaultOf(raw, shown, card)
            ?? (_mentions.In(shown).Any(m => !m.Any(own.Contains)) ? "names-another-drug" : null);
    }

    // Models wrap what they were asked for in words and fences.
    private static List<(string? Card, string? Text)>? Read(string answer)
    {
        var (first, last) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        if (first < 0 || last <= first)
        {
            return null;
        }

        try
        {
            var told = JsonSerializer.Deserialize<Answer>(answer[first..(last + 1)], s_json);
            return told?.Explanations?.Select(e => (e?.Card, e?.Text)).ToList();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Answer(IReadOnlyList<Part?>? Explanations);

    private sealed record Part(string? Card, string? Text);
}
