using System.Text.Json;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>Reads a table of interactions; one that is not wholly right is not used at all.</summary>
public static class InteractionTableReader
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads.</summary>
    /// <param name="rules">JSON lines: the table's version, then the rules.</param>
    /// <param name="sources">The table of sources.</param>
    /// <exception cref="DataFaultsException">With every fault.</exception>
    public static InteractionTable Read(string rules, string sources, DrugTable drugs)
    {
        var faults = new List<string>();
        var known = ReadSources(sources, faults);
        var lines = rules.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines.Length > 0 ? Parse<Header>(lines[0], 1, faults) : null;
        if (string.IsNullOrWhiteSpace(header?.Version) || string.IsNullOrWhiteSpace(header.Table))
        {
            faults.Add("The first line has no table and version.");
        }

        var facts = new Dictionary<IngredientPair, List<InteractionFact>>();
        var seen = new HashSet<string>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (Parse<Rule>(lines[i], i + 1, faults) is { } rule)
            {
                Add(rule, i + 1, known, drugs, facts, seen, faults);
            }
        }

        return faults.Count == 0
            ? new(
                header!.Table!, header.Version!, header.Notice ?? new(null, null),
                facts.ToDictionary(f => f.Key, f => (IReadOnlyList<InteractionFact>)f.Value))
            : throw new DataFaultsException(faults);
    }

    private static Dictionary<string, DataSource> ReadSources(string text, List<string> faults)
    {
        var sources = new Dictionary<string, DataSource>();
        foreach (var row in TableFile.Rows("sources.tsv", text, faults))
        {
            if (row["version"].Length == 0 || row["license"].Length == 0)
            {
                faults.Add($"The source {row["id"]} has no version or license.");
            }

            sources[row["id"]] = new(row["id"], row["label"], row["version"], row["license"], row["url"]);
        }

        return sources;
    }

    private static T? Parse<T>(string line, int number, List<string> faults)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, s_json);
        }
        catch (JsonException e)
        {
            faults.Add($"Line {number} cannot be read: {e.Message}");
            return null;
        }
    }

    private static void Add(
        Rule rule, int line, Dictionary<string, DataSource> known, DrugTable drugs,
        Dictionary<IngredientPair, List<InteractionFact>> facts, HashSet<string> seen, List<string> faults)
    {
        var before = faults.Count;
        if (!EnumName.TryRead<InteractionSeverity>(rule.Severity, out var severity))
        {
            faults.Add($"Line {line}: '{rule.Severity}' is no severity.");
        }

        if (rule.Sources is not { Count: > 0 })
        {
            faults.Add($"Line {line} has no source.");
        }

        foreach (var unknown in (rule.Sources ?? []).Where(s => !known.ContainsKey(s)))
        {
            faults.Add($"Line {line}: the source {unknown} is not there.");
        }

        if (rule.Effect is null or { En: null, Ko: null } || rule.Advice is null or { En: null, Ko: null })
        {
            faults.Add($"Line {line} says no effect or no advice.");
        }

        if (rule.A == rule.B && rule.A?.StartsWith('@') == false)
        {
            faults.Add($"Line {line} pairs {rule.A} with itself.");
        }

        var (ones, others) = (Expand(rule.A, line, drugs, faults), Expand(rule.B, line, drugs, faults));
        if (!seen.Add($"{rule.A}|{rule.B}|{string.Join(',', rule.Sources ?? [])}"))
        {
            faults.Add($"Line {line} repeats {rule.A} and {rule.B} of the same source.");
        }

        if (rule.Dose is { } dose && !drugs.Ingredients.ContainsKey(dose.Ingredient))
        {
            faults.Add($"Line {line}: the dose is of {dose.Ingredient}, which is not there.");
        }

        if (faults.Count > before)
        {
            return;
        }

        var fact = new InteractionFact(
            severity, rule.Effect!, rule.Advice!, rule.Condition, rule.Routes == "any", rule.Dose,
            [.. rule.Sources!.Select(s => known[s])]);
        foreach (var pair in ones.SelectMany(_ => others, IngredientPair.Of).Where(p => p.First != p.Second).Distinct())
        {
            if (!facts.TryGetValue(pair, out var list))
            {
                facts[pair] = list = [];
            }

            list.Add(fact);
        }
    }

    // An ingredient stands for those that inherit its rules too.
    private static List<string> Expand(string? names, int line, DrugTable drugs, List<string> faults)
    {
        List<string> all = [];
        foreach (var name in TableFile.Parts(names ?? "", ','))
        {
            var found = drugs.Ingredients.Values
                .Where(i => name[0] == '@' ? i.Groups.Contains(name[1..]) : i.Id == name || i.Inherits == name)
                .Select(i => i.Id)
                .ToList();
            if (found.Count == 0)
            {
                faults.Add($"Line {line}: {name} is not there.");
            }

            all.AddRange(found);
        }

        if (all.Count == 0)
        {
            faults.Add($"Line {line} does not name two drugs.");
        }

        return all;
    }

    private sealed record Header(string? Table, string? Version, LocalizedText? Notice);

    private sealed record Rule(
        string? A, string? B, string? Severity, LocalizedText? Effect, LocalizedText? Advice, LocalizedText? Condition,
        string? Routes, DoseRule? Dose, IReadOnlyList<string>? Sources);
}
