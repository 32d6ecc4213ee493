using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Finds the rule for a thing: by its names, by its class, and by the situation that it is in.</summary>
public sealed class RuleBook
{
    private const double SameClass = 15;
    private const double SameSubclass = 8;
    private const double SameMaterial = 4;

    private readonly IReadOnlyList<IReadOnlyList<string>> _spellings;
    private readonly IReadOnlyList<(WasteItem Item, IReadOnlyList<Phrase> Phrases)> _items;
    private readonly IReadOnlyList<(SituationTag Tag, IReadOnlyList<Phrase> Phrases)> _tags;
    private readonly IReadOnlyList<(WasteClass Class, IReadOnlyList<Phrase> Phrases)> _classes;

    /// <summary>Makes what is looked for ready.</summary>
    public RuleBook(WasteCatalog catalog)
    {
        Catalog = catalog;
        // The longer ones first, as they may hold shorter ones.
        _spellings = [.. catalog.Spellings
            .Select(s => (IReadOnlyList<string>)[.. s.Select(WasteText.Fold)]).OrderByDescending(s => s[0].Length)];
        _items = [.. catalog.Items.Select(i => (i, Phrases(i.Aliases.All.Append(i.Name.Ko).Append(i.Name.En))))];
        _tags = [.. catalog.Tags.Select(t => (t, Phrases(t.Words.All.Append(t.Name.Ko).Append(t.Name.En))))];
        _classes = [.. catalog.Classes.Select(c => (c, Phrases(c.Aliases.Append(c.Name.Ko).Append(c.Name.En))))];
    }

    /// <summary>What it was made from.</summary>
    public WasteCatalog Catalog { get; }

    /// <summary>The rule; null when neither name nor class tells one.</summary>
    public RuleMatch? Match(WasteQuery query)
    {
        var text = WasteText.Of(query.Text, _spellings);
        var search = new PhraseSearch(text);
        var found = ByName(query, search, misspelt: false) ?? ByName(query, search, misspelt: true);
        var why = new List<string>();
        WasteItem? item;
        if (found is { } byName)
        {
            item = byName.Item;
            why.Add(byName.Hit.IsExact
                ? $"'{byName.Hit.Phrase.Text}' is a name of {item.Name.En}"
                : $"'{byName.Hit.Phrase.Text}', a name of {item.Name.En}, is spelled almost so");
        }
        else if ((item = ByClass(query, search)) is null)
        {
            return null;
        }
        else
        {
            why.Add($"no item is named; this is the rule of {item.Class}, {item.Subclass}");
        }

        var tags = Tags(search, query.Conditions ?? [], item);
        why.AddRange(tags.Select(t => $"'{t.Name.Ko}' ({t.Name.En}) is said of it"));
        return Compose(item, tags, why, isByClass: found is null);
    }

    private static bool Applies(TagTurn turn, WasteItem item) =>
        (turn.From.Contains(item.Class) || turn.From.Contains(item.Subclass))
        && turn.Items?.Contains(item.Id) != false;

    private (WasteItem Item, PhraseHit Hit)? ByName(WasteQuery query, PhraseSearch search, bool misspelt)
    {
        (WasteItem Item, PhraseHit Hit)? best = null;
        var bestScore = 0.0;
        foreach (var (item, phrases) in _items)
        {
            var bonus = (query.Class == item.Class ? SameClass : 0)
                + (query.Subclass is not null && query.Subclass == item.Subclass ? SameSubclass : 0)
                + (query.Material is not null
                    && item.Material.Equals(query.Material, StringComparison.OrdinalIgnoreCase) ? SameMaterial : 0);
            foreach (var phrase in phrases)
            {
                var hit = misspelt ? search.FindMisspelt(phrase) : search.Find(phrase);
                if (hit is not null && hit.Score + bonus > bestScore)
                {
                    (best, bestScore) = ((item, hit), hit.Score + bonus);
                }
            }
        }

        return best;
    }

    private WasteItem? ByClass(WasteQuery query, PhraseSearch search)
    {
        var of = Catalog.FindClass(query.Class)
            ?? _classes.SelectMany(c => c.Phrases.Select(p => (c.Class, Hit: search.Find(p))))
                .Where(c => c.Hit is not null).OrderByDescending(c => c.Hit!.Score)
                .Select(c => c.Class).FirstOrDefault();
        var rule = (WasteCatalog.FindSubclass(of, query.Subclass) ?? of?.Subclasses[0])?.Rule;
        return Catalog.Items.FirstOrDefault(i => i.Id == rule);
    }

    private IReadOnlyList<SituationTag> Tags(PhraseSearch search, IReadOnlyList<string> conditions, WasteItem item)
    {
        var said = conditions.Select(c => new PhraseSearch(WasteText.Of(c, _spellings))).Append(search).ToList();
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

        instructions.AddRange(tags.Where(t => t.Id != turned?.Tag.Id && (t.Turns.Count == 0 || turned is null))
            .Select(t => new Instruction(t.Advice, $"tag:{t.Id}", t.Source)));
        if (turned is { } sent)
        {
            why.Add($"'{sent.Tag.Name.Ko}' ({sent.Tag.Name.En}) sends {item.Class} to {sent.Turn.To}");
        }

        var to = turned?.Turn.To ?? item.Class;
        return new()
        {
            Item = item,
            Class = to,
            Subclass = turned is null ? item.Subclass : null,
            Recyclable = item.Recyclable && (turned is null || IsRecycled(to)),
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

    private IReadOnlyList<Phrase> Phrases(IEnumerable<string> texts) =>
        [.. texts.Select(t => new Phrase(t, _spellings)).DistinctBy(p => p.Joined)];
}
