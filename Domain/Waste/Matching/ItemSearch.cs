using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Finds the item that a text names, as it is written or almost.</summary>
internal sealed class ItemSearch
{
    private const double SameClass = 15;
    private const double SameSubclass = 8;
    private const double SameMaterial = 4;

    private readonly IReadOnlyList<NamedItem> _items;
    private readonly IReadOnlyList<IReadOnlyList<string>> _spellings;

    public ItemSearch(WasteCatalog catalog, IReadOnlyList<IReadOnlyList<string>> spellings)
    {
        _spellings = spellings;
        _items = [.. catalog.Items.Select(i => new NamedItem(
            i, Phrases(i.Aliases.All.Append(i.Name.Ko).Append(i.Name.En)), Phrases(i.Heads?.All ?? [])))];
        Heads = new([.. _items.SelectMany(i => i.Heads)]);
    }

    /// <summary>Nouns that make another thing of what stands before them.</summary>
    public HeadNouns Heads { get; }

    /// <summary>Phrases ready to be looked for.</summary>
    public IReadOnlyList<Phrase> Phrases(IEnumerable<string> texts) =>
        [.. texts.Select(t => new Phrase(t, _spellings)).DistinctBy(p => p.Joined)];

    /// <summary>A text ready to be looked through.</summary>
    public WasteText Text(string text) => WasteText.Of(text, _spellings);

    /// <summary>The item that is named.</summary>
    public ItemHit? ByName(WasteQuery query, PhraseSearch search)
    {
        ItemHit? best = null;
        var (bestScore, isContained) = (0.0, false);
        foreach (var named in _items)
        {
            foreach (var phrase in named.Names)
            {
                if (search.Find(phrase, named) is not { } hit)
                {
                    continue;
                }

                isContained |= hit.IsContained;
                if (hit.Score + Bonus(query, named.Item) > bestScore)
                {
                    bestScore = hit.Score + Bonus(query, named.Item);
                    best = new(named.Item, hit, Heads.Has(phrase));
                }
            }
        }

        // A dangerous thing that is named whole stays what it is, whatever its vessel is made of.
        if (best is { Item.Hazardous: true, Hit: { IsContained: false, IsExact: true } })
        {
            return best;
        }

        // After contents the noun is their vessel or a part, whatever it means alone: a shampoo cap is no hat.
        var more = isContained ? 1 : -1;
        foreach (var named in _items)
        {
            foreach (var hit in named.Heads.Select(h => search.FindHead(h, named)).OfType<PhraseHit>())
            {
                if (hit.Score + more + Bonus(query, named.Item) > bestScore)
                {
                    bestScore = hit.Score + more + Bonus(query, named.Item);
                    best = new(named.Item, hit, IsGeneric: true);
                }
            }
        }

        return best;
    }

    /// <summary>The item whose name is spelled almost so.</summary>
    /// <param name="of">The class that it must be of, unless it does harm; null for any.</param>
    public ItemHit? Misspelled(WasteQuery query, WasteText text, WasteClass? of)
    {
        var search = new Misspellings(text);
        ItemHit? best = null;
        var bestScore = 0.0;
        foreach (var named in _items.Where(i => of is null || i.Item.Hazardous || i.Item.Class == of.Name.Ko))
        {
            foreach (var hit in named.Names.Select(search.Find).OfType<PhraseHit>())
            {
                if (hit.Score + Bonus(query, named.Item) > bestScore)
                {
                    bestScore = hit.Score + Bonus(query, named.Item);
                    best = new(named.Item, hit, IsGeneric: false);
                }
            }
        }

        return best;
    }

    private static double Bonus(WasteQuery query, WasteItem item) => (query.Class == item.Class ? SameClass : 0)
        + (query.Subclass is not null && query.Subclass == item.Subclass ? SameSubclass : 0)
        + (query.Material is not null && item.Material.Equals(query.Material, StringComparison.OrdinalIgnoreCase)
            ? SameMaterial
            : 0);
}
