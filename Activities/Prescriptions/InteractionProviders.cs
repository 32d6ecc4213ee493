using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Kims;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>
/// Checks drugs by the licensed provider when there is one, else by the open table. A provider that does not answer is
/// replaced by the open table, and the result says that the check was not done as it should.
/// </summary>
public sealed class InteractionProviders(
    DrugTable drugs, DrugNormalizer normalizer, InteractionTable open, KimsClient kims, InteractionAnswers answers)
{
    private const string Provider = "kims";

    public IReadOnlyDictionary<string, Ingredient> Ingredients => drugs.Ingredients;

    public DrugNormalizer Normalizer => normalizer;

    /// <summary>The version of the data that a check would use now.</summary>
    /// <exception cref="KimsException">The provider does not say.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        kims.IsConfigured ? (await kims.ReadVersionAsync(cancellationToken)).Version : open.Version;

    /// <summary>Checks.</summary>
    public async Task<CheckResult> CheckAsync(IReadOnlyList<CheckedDrug> items, CancellationToken cancellationToken)
    {
        if (!kims.IsConfigured)
        {
            return Check(items, open.Find, open.Name, open.Version, open.Notice, null);
        }

        try
        {
            var pairs = InteractionCheck.PairsOf(items);
            var (table, version) = await kims.ReadVersionAsync(cancellationToken);
            var (known, others) = await AskAsync(pairs, version, cancellationToken);
            return Check(
                items, p => known.GetValueOrDefault($"{p}") ?? [], table, version, new(null, null), null, others);
        }
        catch (KimsException e)
        {
            return Check(items, open.Find, open.Name, open.Version, open.Notice, e.Message);
        }
    }

    private CheckResult Check(
        IReadOnlyList<CheckedDrug> items, Func<IngredientPair, IReadOnlyList<InteractionFact>> facts, string table,
        string version, LocalizedText notice, string? failure, IReadOnlyList<OtherFact>? others = null) =>
        InteractionCheck.Check(items, facts, table, version, notice, drugs.Ingredients, failure, others);

    private async Task<(IReadOnlyDictionary<string, IReadOnlyList<InteractionFact>> Known,
        IReadOnlyList<OtherFact> Others)> AskAsync(
        IReadOnlyList<IngredientPair> pairs, string version, CancellationToken cancellationToken)
    {
        var (known, others) = await answers.FindAsync(Provider, version, pairs, cancellationToken);
        var missing = pairs.Where(p => !known.ContainsKey($"{p}")).ToList();
        if (missing.Count == 0)
        {
            return (known, others);
        }

        var (answered, facts) = await kims.FindAsync(
            [.. missing.Select(p => (p.First, p.Second))], cancellationToken);
        if (answered != version)
        {
            throw new KimsException("The provider's data changed while it was asked.");
        }

        var byPair = facts.ToLookup(PairOf, f => FactOf(f, version));
        var fresh = missing.ToDictionary(p => $"{p}", p => (IReadOnlyList<InteractionFact>)[.. byPair[p]]);
        var beside = byPair.Where(g => !pairs.Contains(g.Key))
            .SelectMany(g => g.Select(f => new OtherFact(g.Key.First, g.Key.Second, f))).ToList();
        // With the pairs that it has to do with: they will not be asked about again.
        var besideOf = missing.ToDictionary(
            p => $"{p}",
            p => (IReadOnlyList<OtherFact>)[.. beside.Where(o => Shares(p, o) || !missing.Any(m => Shares(m, o)))]);
        await answers.AddAsync(Provider, version, fresh, besideOf, cancellationToken);
        return (known.Concat(fresh).ToDictionary(k => k.Key, k => k.Value), [.. others, .. beside]);
    }

    private static bool Shares(IngredientPair pair, OtherFact other) =>
        new[] { pair.First, pair.Second }.Any(i => i == other.First || i == other.Second);

    private static IngredientPair PairOf(KimsFact fact) =>
        string.IsNullOrWhiteSpace(fact.A) || string.IsNullOrWhiteSpace(fact.B)
            ? throw new KimsException("An entry of the provider's answer names no two ingredients.")
            : IngredientPair.Of(fact.A, fact.B);

    private static InteractionFact FactOf(KimsFact fact, string version) => new(
        EnumName.TryRead<InteractionSeverity>(fact.Severity, out var severity)
            ? severity
            : throw new KimsException($"The provider's severity '{fact.Severity}' is unknown."),
        Text(fact.Effect), Text(fact.Advice), fact.Condition is null ? null : Text(fact.Condition), AnyRoute: true,
        null,
        [new(Provider, "KIMS", version, "licensed", fact.Url)]);

    private static LocalizedText Text(KimsText? text) => new(text?.En, text?.Ko);
}
