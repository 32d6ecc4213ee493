using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>Finds what the data says about the drugs of a prescription.</summary>
public static class InteractionCheck
{
    /// <summary>Every pair of different ingredients, once.</summary>
    public static IReadOnlyList<IngredientPair> PairsOf(IReadOnlyList<CheckedDrug> drugs)
    {
        var ingredients = drugs.SelectMany(d => d.Drug.Ingredients).Distinct().Order(StringComparer.Ordinal).ToList();
        return
        [
            .. ingredients.SelectMany(
                (first, i) => ingredients.Skip(i + 1).Select(second => IngredientPair.Of(first, second)))
                .Where(p => !IsOneLicensedProduct(p, drugs)),
        ];
    }

    /// <summary>Puts together what the data says.</summary>
    /// <param name="facts">What is known of each pair.</param>
    /// <param name="table">Whose facts they are.</param>
    /// <param name="version">Their version.</param>
    /// <param name="failure">Why not all pairs could be looked up; null when they could.</param>
    /// <param name="others">What was told beside what was asked.</param>
    public static CheckResult Check(
        IReadOnlyList<CheckedDrug> drugs,
        Func<IngredientPair, IReadOnlyList<InteractionFact>> facts,
        string table,
        string version,
        LocalizedText notice,
        IReadOnlyDictionary<string, Ingredient> ingredients,
        string? failure = null,
        IReadOnlyList<OtherFact>? others = null)
    {
        List<FoundInteraction> found = [], local = [];
        var pairs = PairsOf(drugs);
        foreach (var pair in pairs)
        {
            var known = facts(pair);
            if (known.Count == 0)
            {
                continue;
            }

            var holding = known.Where(f => f.AnyRoute || !IsLocal(pair, drugs)).ToList();
            (holding.Count > 0 ? found : local).Add(Merge(pair, holding.Count > 0 ? holding : known, drugs));
        }

        return new(
            table, version, notice, drugs, Ordered(found), DuplicatesOf(drugs, ingredients), Ordered(local),
            pairs.Count, failure, OthersOf(others ?? [], pairs, drugs));
    }

    // A pair of one drug is none, and one that a maker put together is no finding of the provider's either.
    private static FoundInteraction[] OthersOf(
        IReadOnlyList<OtherFact> others, IReadOnlyList<IngredientPair> asked, IReadOnlyList<CheckedDrug> drugs) =>
        Ordered(others.Where(o => o.First != o.Second)
            .GroupBy(o => IngredientPair.Of(o.First, o.Second))
            .Where(g => !asked.Contains(g.Key) && !IsOneLicensedProduct(g.Key, drugs))
            .Select(g => Merge(g.Key, [.. g.Select(o => o.Fact)], drugs)));

    private static FoundInteraction[] Ordered(IEnumerable<FoundInteraction> found) =>
    [
        .. found.OrderByDescending(f => f.Severity)
            .ThenBy(f => f.First, StringComparer.Ordinal)
            .ThenBy(f => f.Second, StringComparer.Ordinal),
    ];

    // Ingredients that only come together in one product of the table were put together by its maker.
    private static bool IsOneLicensedProduct(IngredientPair pair, IReadOnlyList<CheckedDrug> drugs)
    {
        var with = drugs.Where(d => d.Drug.Ingredients.Contains(pair.First) || d.Drug.Ingredients.Contains(pair.Second))
            .ToList();
        return with is [var only] && only.Drug.ProductCode is not null
            && only.Drug.Ingredients.Contains(pair.First) && only.Drug.Ingredients.Contains(pair.Second)
            && only.Drug.Notes?.Contains(NormalizedDrug.CodeDiffers) != true;
    }

    // A pair is local when one of the two comes only in forms that act where they are put.
    private static bool IsLocal(IngredientPair pair, IReadOnlyList<CheckedDrug> drugs) =>
        new[] { pair.First, pair.Second }.Any(
            i => drugs.Where(d => d.Drug.Ingredients.Contains(i)).All(d => d.Drug.IsLocal));

    private static FoundInteraction Merge(
        IngredientPair pair, IReadOnlyList<InteractionFact> facts, IReadOnlyList<CheckedDrug> drugs)
    {
        var rated = facts.Select(f => (Fact: f, Above: IsAbove(f.Dose, drugs)))
            .Select(f => (f.Fact, f.Above, Severity: f.Above ? f.Fact.Dose!.Severity : f.Fact.Severity))
            .ToList();
        var (fact, above, severity) = rated.MaxBy(f => f.Severity);
        return new(
            pair.First, pair.Second, severity, fact.Effect, fact.Advice,
            [.. facts.Select(f => f.Condition).OfType<LocalizedText>().Distinct()], above,
            LinesOf(pair.First, drugs), LinesOf(pair.Second, drugs),
            [.. facts.SelectMany(f => f.Sources).DistinctBy(s => s.Id)],
            !above && facts.Any(f => f.Dose is { } dose && dose.Severity > severity && IsUnknown(dose, drugs)));
    }

    private static bool IsUnknown(DoseRule rule, IReadOnlyList<CheckedDrug> drugs) => drugs.Any(
        d => d.Drug.Ingredients.Contains(rule.Ingredient) && d.MilligramsPerDay(rule.Ingredient) is null);

    private static bool IsAbove(DoseRule? rule, IReadOnlyList<CheckedDrug> drugs) =>
        rule is not null && drugs.Sum(d => d.MilligramsPerDay(rule.Ingredient) ?? 0) > rule.AboveMg;

    private static IReadOnlyList<int> LinesOf(string ingredient, IReadOnlyList<CheckedDrug> drugs) =>
        [.. drugs.Where(d => d.Drug.Ingredients.Contains(ingredient)).Select(d => d.Line).Order()];

    private static IReadOnlyList<DuplicateIngredient> DuplicatesOf(
        IReadOnlyList<CheckedDrug> drugs, IReadOnlyDictionary<string, Ingredient> ingredients) =>
    [
        .. drugs.SelectMany(d => d.Drug.Ingredients.Select(i => (
                Base: ingredients.GetValueOrDefault(i)?.Base ?? i, d.Drug.IsLocal, d.Line)).Distinct())
            .GroupBy(d => (d.Base, d.IsLocal))
            .Where(g => g.Count() > 1)
            .Select(g => new DuplicateIngredient(g.Key.Base, [.. g.Select(d => d.Line).Order()]))
            .OrderBy(d => d.Ingredient, StringComparer.Ordinal),
    ];
}
