namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>What the entries of a catalog must be to each other; a schema sees each alone.</summary>
public static class CatalogChecks
{
    /// <summary>Every fault.</summary>
    public static IReadOnlyList<CatalogFault> Of(WasteCatalog catalog) =>
    [
        .. Twice("sources", catalog.Sources, s => s.Id),
        .. Twice("parts", catalog.Parts, s => s.Id),
        .. Twice("methods", catalog.Methods, s => s.Id),
        .. Twice("items", catalog.Items, i => i.Id),
        .. Twice("tags", catalog.Tags, t => t.Id), .. Heads(catalog),
        .. Twice("characters", catalog.Characters, c => c.Id),
        .. Twice("characters", catalog.Characters, c => c.Name.Ko, "name"),
        .. Twice("classes", catalog.Classes, c => c.Name.Ko, "name"),
        .. Classes(catalog), .. Items(catalog), .. Tags(catalog), .. Characters(catalog), .. SourceFaults(catalog),
    ];

    private static IEnumerable<CatalogFault> Twice<T>(
        string kind, IReadOnlyList<T> entries, Func<T, string> key, string field = "id")
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            if (!seen.Add(key(entries[i])))
            {
                yield return new(kind, i, field, $"'{key(entries[i])}' is there twice");
            }
        }
    }

    private static IEnumerable<CatalogFault> Classes(WasteCatalog catalog)
    {
        for (var i = 0; i < catalog.Classes.Count; i++)
        {
            var of = catalog.Classes[i];
            foreach (var sub in of.Subclasses)
            {
                var rule = catalog.Items.FirstOrDefault(item => item.Id == sub.Rule);
                if (rule is null || rule.Class != of.Name.Ko)
                {
                    yield return new(
                        "classes", i, "subclasses", $"the rule '{sub.Rule}' of {sub.Name.Ko} is no item of this class");
                }
            }

            if (catalog.Characters.All(c => c.Class != of.Name.Ko))
            {
                yield return new("classes", i, null, $"no character stands for {of.Name.Ko}");
            }
        }
    }

    private static IEnumerable<CatalogFault> Items(WasteCatalog catalog)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < catalog.Items.Count; i++)
        {
            var item = catalog.Items[i];
            var of = catalog.Classes.FirstOrDefault(c => c.Name.Ko == item.Class);
            if (of is null)
            {
                yield return new("items", i, "class", $"'{item.Class}' is no class");
            }
            else if (of.Subclasses.All(s => s.Name.Ko != item.Subclass))
            {
                yield return new("items", i, "subclass", $"{item.Class} has no subclass '{item.Subclass}'");
            }

            if (catalog.Methods.All(m => m.Id != item.Method))
            {
                yield return new("items", i, "method", $"'{item.Method}' is no method");
            }

            foreach (var part in item.Remove.Where(r => catalog.Parts.All(p => p.Id != r)))
            {
                yield return new("items", i, "remove", $"'{part}' is no part");
            }

            if (item.StandsFor is { } material && !Matching.Materials.Names.Contains(material))
            {
                yield return new("items", i, "standsFor", $"'{material}' is no material");
            }

            var words = item.Aliases.All.Append(item.Name.Ko).Append(item.Name.En);
            foreach (var alias in words.Select(Matching.WasteText.Fold).Distinct())
            {
                if (!owners.TryAdd(alias, item.Id))
                {
                    yield return new("items", i, "aliases", $"'{alias}' is an alias of '{owners[alias]}' already");
                }
            }
        }
    }

    private static IEnumerable<CatalogFault> Heads(WasteCatalog catalog)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < catalog.Items.Count; i++)
        {
            var item = catalog.Items[i];
            foreach (var head in (item.Heads?.All ?? []).Select(Matching.WasteText.Fold).Distinct())
            {
                if (!owners.TryAdd(head, item.Id))
                {
                    yield return new("items", i, "heads", $"'{head}' is a head of '{owners[head]}' already");
                }
                else if (head.Contains(' '))
                {
                    yield return new("items", i, "heads", $"'{head}' is more than one word");
                }
            }
        }
    }

    private static IEnumerable<CatalogFault> Tags(WasteCatalog catalog)
    {
        var names = catalog.Classes
            .SelectMany(c => c.Subclasses.Select(s => s.Name.Ko).Append(c.Name.Ko)).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < catalog.Tags.Count; i++)
        {
            foreach (var turn in catalog.Tags[i].Turns)
            {
                foreach (var from in turn.From.Where(f => !names.Contains(f)))
                {
                    yield return new("tags", i, "turns", $"'{from}' is neither a class nor a subclass");
                }

                foreach (var id in (turn.Items ?? []).Where(id => catalog.Items.All(item => item.Id != id)))
                {
                    yield return new("tags", i, "turns", $"'{id}' is no item");
                }

                if (catalog.Classes.All(c => c.Name.Ko != turn.To))
                {
                    yield return new("tags", i, "turns", $"'{turn.To}' is no class");
                }

                if (catalog.Methods.All(m => m.Id != turn.Method))
                {
                    yield return new("tags", i, "turns", $"'{turn.Method}' is no method");
                }
            }
        }
    }

    private static IEnumerable<CatalogFault> Characters(WasteCatalog catalog)
    {
        var defaults = 0;
        for (var i = 0; i < catalog.Characters.Count; i++)
        {
            var character = catalog.Characters[i];
            var of = catalog.Classes.FirstOrDefault(c => c.Name.Ko == character.Class);
            if (of is null)
            {
                yield return new("characters", i, "class", $"'{character.Class}' is no class");
            }

            foreach (var sub in character.Subclasses.Where(s => of?.Subclasses.All(o => o.Name.Ko != s) == true))
            {
                yield return new("characters", i, "subclasses", $"{character.Class} has no subclass '{sub}'");
            }

            if (character.Default && ++defaults > 1)
            {
                yield return new("characters", i, "default", "there is a default already");
            }
        }

        if (defaults == 0)
        {
            yield return new("characters", 0, null, "one of the characters must be the default");
        }
    }

    private static IEnumerable<CatalogFault> SourceFaults(WasteCatalog catalog)
    {
        var lists = new (string Kind, IReadOnlyList<IReadOnlyList<string>> Sources)[]
        {
            ("classes", [.. catalog.Classes.Select(c => c.Source)]),
            ("parts", [.. catalog.Parts.Select(p => p.Source)]),
            ("methods", [.. catalog.Methods.Select(m => m.Source)]),
            ("items", [.. catalog.Items.Select(i => i.Source)]),
            ("tags", [.. catalog.Tags.Select(t => t.Source)]),
        };
        foreach (var (kind, sources) in lists)
        {
            for (var i = 0; i < sources.Count; i++)
            {
                foreach (var unknown in sources[i].Where(id => catalog.Sources.All(s => s.Id != id)))
                {
                    yield return new(kind, i, "source", $"'{unknown}' is no source");
                }
            }
        }
    }
}
