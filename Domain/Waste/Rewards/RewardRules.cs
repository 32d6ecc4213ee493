using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Domain.Waste.Vision;

namespace OpsFlow.Domain.Waste.Rewards;

/// <summary>When a scan is rewarded, and by which character.</summary>
/// <param name="Confidence">How sure the classification must be at least.</param>
/// <param name="Similarity">How like a class' name an unknown one must be at least for its character.</param>
public sealed record RewardRules(double Confidence = 0.7, double Similarity = 0.6)
{
    /// <summary>Decides. Only a perfect classification is rewarded: right class, known rule, sure enough.</summary>
    public RewardDecision Decide(Classification seen, RuleMatch? rule, WasteCatalog catalog)
    {
        var refusal = seen.Class is null ? "The class is not known."
            : rule is null ? "No rule is known for it."
            : rule.Class != seen.Class ? $"It was taken for {seen.Class}, but belongs to {rule.Class}."
            : seen.Confidence < Confidence ? "The classification is not sure enough."
            : null;
        if (refusal is not null)
        {
            return new(null, 0, refusal, null);
        }

        var (character, by) = Match(seen.Class!, seen.Subclass ?? rule!.Subclass, catalog);
        return new(character.Id, rule!.Points, $"{seen.Class}: classified right.", by);
    }

    /// <summary>The character of a class: its subclass' own, its class', one of a similar name, the default.</summary>
    public (WasteCharacter Character, string MatchedBy) Match(string of, string? subclass, WasteCatalog catalog)
    {
        var own = catalog.Characters.Where(c => c.Class == (catalog.FindClass(of)?.Name.Ko ?? of)).ToList();
        if (own.Find(c => subclass is not null && c.Subclasses.Contains(subclass)) is { } exact)
        {
            return (exact, "subclass");
        }

        if (own.Count > 0)
        {
            return (own[0], "class");
        }

        var best = catalog.Characters
            .Select(c => (Character: c, Score: Likeness(WasteText.Fold(c.Class), WasteText.Fold(of))))
            .MaxBy(c => c.Score);
        return best.Score >= Similarity
            ? (best.Character, "score")
            : (catalog.Characters.First(c => c.Default), "default");
    }

    private static double Likeness(string a, string b)
    {
        var (left, right) = (Hangul.Letters(a), Hangul.Letters(b));
        var longest = Math.Max(left.Length, right.Length);
        return longest == 0 ? 0 : 1 - ((double)EditDistance.Of(left, right, longest) / longest);
    }
}
