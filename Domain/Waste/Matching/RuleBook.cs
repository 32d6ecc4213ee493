using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Finds the rule for a thing: by its names, by its class, and by the situation that it is in.</summary>
public sealed class RuleBook
{
    // The subclass of what is of no other.
    private const string Other = "기타";

    private readonly ItemSearch _items;
    private readonly IReadOnlyList<(SituationTag Tag, IReadOnlyList<Phrase> Phrases)> _tags;
    private readonly IReadOnlyList<(WasteClass Class, IReadOnlyList<Phrase> Phrases)> _classes;

    /// <summary>Makes what is looked for ready.</summary>
    public RuleBook(WasteCatalog catalog)
    {
        Catalog = catalog;
        // The longer ones first, as they may hold shorter ones.
        _items = new(catalog, [.. catalog.Spellings
            .Select(s => (IReadOnlyList<string>)[.. s.Select(WasteText.Fold)]).OrderByDescending(s => s[0].Length)]);
        _tags = [.. catalog.Tags.Select(
            t => (t, _items.Phrases(t.Words.All.Append(t.Name.Ko).Append(t.Name.En))))];
        _classes = [.. catalog.Classes.Select(
            c => (c, _items.Phrases(c.Aliases.Append(c.Name.Ko).Append(c.Name.En))))];
    }

    /// <summary>What it was made from.</summary>
    public WasteCatalog Catalog { get; }

    /// <summary>The rule; null when neither name nor class tells one.</summary>
    public RuleMatch? Match(WasteQuery query)
    {
        var text = _items.Text(Meant(query));
        var why = new List<string>();
        if (Find(query, text, why) is not { } found)
        {
            return null;
        }

        var tags = Tags(text, query.Conditions ?? [], found.Item);
        why.AddRange(tags.Select(t => $"'{t.Name.Ko}' ({t.Name.En}) is said of it"));
        return Compose(found.Item, tags, why, found.IsByClass);
    }

    // "not A but B" is about B where that is a thing: "do not throw A away, where does it go" is about A.
    private string Meant(WasteQuery query)
    {
        var folded = WasteText.Fold(query.Text);
        var rest = Negations.Cut(folded);
        return rest == folded || _items.ByName(query, new(_items.Text(rest), _items.Heads)) is not null ? rest : folded;
    }

    private static bool Applies(TagTurn turn, WasteItem item) =>
        (turn.From.Contains(item.Class) || turn.From.Contains(item.Subclass))
        && turn.Items?.Contains(item.Id) != false;

    private static string Named(ItemHit named) => named.Hit.IsExact
        ? $"'{named.Hit.Phrase.Text}' is a name of {named.Item.Name.En}"
        : $"'{named.Hit.Phrase.Text}', a name of {named.Item.Name.En}, is spelled almost so";

    // By name, then by class, then by a name that is almost there: what is spelled right is meant.
    private (WasteItem Item, bool IsByClass)? Find(WasteQuery query, WasteText text, List<string> why)
    {
        var search = new PhraseSearch(text, _items.Heads);
        var seen = Catalog.FindClass(query.Class);
        if (_items.ByName(query, search) is { } named && ByName(query, named, seen, why) is { } found)
        {
            return found;
        }

        var almost = _items.Misspelled(query, text, seen);
        if (almost is not null && (seen is not null || almost.Item.Hazardous))
        {
            why.Add(Named(almost));
            return (almost.Item, false);
        }

        if (ByClass(query, search, seen) is { } rule)
        {
            why.Add($"no item is named; this is the rule of {rule.Class}, {rule.Subclass}");
            return (rule, true);
        }

        if (almost is null)
        {
            return null;
        }

        why.Add(Named(almost));
        return (almost.Item, false);
    }

    private (WasteItem Item, bool IsByClass)? ByName(
        WasteQuery query, ItemHit named, WasteClass? seen, List<string> why)
    {
        var item = named.Item;
        // A tumbler is of steel, a plastic tumbler is not.
        // What is dangerous stays so in whatever it is kept.
        var stand = !item.Hazardous && named.Hit.OtherMaterial is { } material
            ? Catalog.Items.FirstOrDefault(i => i.StandsFor == Materials.NameOf(material))
            : null;
        if (seen is not null && named.IsGeneric && !item.Hazardous && (stand ?? item).Class != seen.Name.Ko)
        {
            // Cups are of every material. What was seen tells which cup it is.
            if (OfClass(query, seen, named.Hit.Phrase) is not { } special)
            {
                return null;
            }

            why.Add($"{Named(special)}, of {seen.Name.En}");
            return (special.Item, false);
        }

        why.Add(stand is null
            ? Named(named)
            : $"{Named(named)}, but it is of {named.Hit.OtherMaterial}; this is the rule of {stand.Class}");
        return (stand ?? item, stand is not null);
    }

    // 컵 that is seen to be of 종이 is a 종이컵.
    private ItemHit? OfClass(WasteQuery query, WasteClass seen, Phrase generic)
    {
        foreach (var name in new[] { seen.Name.Ko, seen.Name.En })
        {
            var text = _items.Text($"{name} {query.Text}");
            if (_items.ByName(query, new(text, _items.Heads)) is { IsGeneric: false, Hit.OtherMaterial: null } hit
                && (generic.IsKorean
                    ? hit.Hit.Phrase.Joined.Contains(generic.Joined, StringComparison.Ordinal)
                    : hit.Hit.Phrase.Stems.Contains(generic.Stems, StringComparison.Ordinal)))
            {
                return hit;
            }
        }

        return null;
    }

    private WasteItem? ByClass(WasteQuery query, PhraseSearch search, WasteClass? seen)
    {
        var of = seen ?? _classes.SelectMany(c => c.Phrases.Select(p => (c.Class, Hit: search.Find(p, null))))
            .Where(c => c.Hit is not null).OrderByDescending(c => c.Hit!.Score)
            .Select(c => c.Class).FirstOrDefault();
        var rule = (WasteCatalog.FindSubclass(of, query.Subclass)
            ?? of?.Subclasses.FirstOrDefault(s => s.Name.Ko == Other) ?? of?.Subclasses[0])?.Rule;
        return Catalog.Items.FirstOrDefault(i => i.Id == rule);
    }

    private IReadOnlyList<SituationTag> Tags(WasteText text, IReadOnlyList<string> conditions, WasteItem item)
    {
        var said = conditions.Select(_items.Text).Append(text).Select(t => new Situations(t, _items.Heads)).ToList();
        List<SituationTag> tags =
            [.. _tags.Where(t => t.Phrases.Any(p => said.Any(s => s.Says(p, t.Tag)))).Select(t => t.Tag)];
        // What was washed off is not there any more.
        if (tags.Exists(t => t.Id == "cleaned"))
        {
            tags.RemoveAll(t => t.Id is "soiled" or "food-stuck" or "oily");
        }

        return [.. tags.OrderByDescending(t => t.Turns.Any(turn => Applies(turn, item)))];
    }

    private RuleMatch Compose(WasteItem item, IReadOnlyList<SituationTag> tags, List<string> why, bool isByClass)
    {
        var turned = tags.SelectMany(t => t.Turns.Where(turn => Applies(turn, item)).Select(turn => (Tag: t, turn)))
            .Select(t => ((SituationTag Tag, TagTurn Turn)?)t).FirstOrDefault();
        var rule = $"item:{item.Id}";
        var instructions = new List<Instruction>();
        if (turned is { } turn)
        {
            var sources = turn.Tag.Source;
            instructions.Add(new(turn.Tag.Advice, $"tag:{turn.Tag.Id}", sources));
            instructions.Add(new(Method(turn.Turn.Method), $"tag:{turn.Tag.Id}", sources));
        }
        else
        {
            instructions.AddRange((item.Wash ? item.Remove.Prepend(WasteCatalog.Wash) : item.Remove)
                .Select(p => new Instruction(
                    Catalog.Parts.First(part => part.Id == p).Text, rule, item.Source)));
            instructions.Insert(
                item.Hazardous ? 0 : instructions.Count, new(Method(item.Method), rule, item.Source));
            if (item.Notes is { } notes)
            {
                instructions.Add(new(notes, rule, item.Source));
            }
        }

        var to = turned?.Turn.To ?? item.Class;
        var isRecycled = item.Recyclable && (turned is null || IsRecycled(to));
        // What goes into the bag is not dried and unfolded first.
        instructions.AddRange(tags
            .Where(t => t.Id != turned?.Tag.Id && (t.Turns.Count == 0 || turned is null)
                && (isRecycled || !t.ForRecycling))
            .Select(t => new Instruction(t.Advice, $"tag:{t.Id}", t.Source)));
        if (turned is { } sent)
        {
            why.Add($"'{sent.Tag.Name.Ko}' ({sent.Tag.Name.En}) sends {item.Class} to {sent.Turn.To}");
        }

        return new()
        {
            Item = item,
            Class = to,
            Subclass = turned is null ? item.Subclass : null,
            Recyclable = isRecycled,
            Tags = tags,
            Instructions = instructions,
            Points = turned is null ? item.Points : Math.Min(item.Points, PointsOf(to)),
            Why = why,
            IsByClass = isByClass,
        };
    }

    private LocalText Method(string id) => Catalog.Methods.First(m => m.Id == id).Text;

    private bool IsRecycled(string name) => RuleOf(name)?.Recyclable == true;

    private int PointsOf(string name) => RuleOf(name)?.Points ?? 0;

    private WasteItem? RuleOf(string name) =>
        Catalog.Items.FirstOrDefault(i => i.Id == Catalog.FindClass(name)?.Subclasses[0].Rule);
}
