using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Domain.Waste.Vision;

namespace OpsFlow.Domain.Waste.Rewards;

/// <summary>When a scan is rewarded, and by which character.</summary>
/// <param name="Confidence">How sure the classification must be at least.</param>
/// <param name="Similarity">How like a class' name an unknown one must be at least for its character.</param>
public sealed record RewardRules(double Confidence = 0.7, double Similarity = 0.6)
{
    /// <summary>
    /// Decides. Only a perfect classification is rewarded: right class, known rule, sure enough. A rule that stands in
    /// for a whole class tells nothing of the thing. The reason is in the language of the call.
    /// </summary>
    public RewardDecision Decide(Classification seen, RuleMatch? rule, WasteCatalog catalog)
    {
        var refusal = seen.Class is null ? RewardWords.NoClass
            : rule is null ? RewardWords.NoRule
            : rule.Class != seen.Class
                ? KoreanParticles.Resolve(RewardWords.FormatOtherClass(
                    NameOf(seen.Class, catalog), NameOf(rule.Class, catalog)))
            : seen.Confidence < Confidence ? RewardWords.NotSure
            : rule.IsByClass ? RewardWords.OnlyClass
            : null;
        if (refusal is not null)
        {
            return new(null, 0, refusal, null);
        }

        var (character, by) = Match(seen.Class!, seen.Subclass ?? rule!.Subclass, catalog);
        return new(character.Id, rule!.Points, RewardWords.FormatRight(NameOf(seen.Class!, catalog)), by);
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

    private static string NameOf(string of, WasteCatalog catalog) =>
        catalog.FindClass(of)?.Name.In(Language.Current) ?? of;

    private static double Likeness(string a, string b)
    {
        var (left, right) = (Hangul.Letters(a), Hangul.Letters(b));
        var longest = Math.Max(left.Length, right.Length);
        return longest == 0 ? 0 : 1 - ((double)EditDistance.Of(left, right, longest) / longest);
    }
}
