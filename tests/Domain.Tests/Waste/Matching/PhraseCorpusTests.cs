using System.Text.Json;
using OpsFlow.Domain.Waste.Matching;

namespace OpsFlow.Domain.Tests.Waste.Matching;

/// <summary>Phrases of people, Korean and English, with the item and the class that are meant.</summary>
public sealed class PhraseCorpusTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<Row> s_rows =
        [.. ShippedWaste.Lines("phrases.jsonl")
            .Select(l => JsonSerializer.Deserialize<Row>(l, JsonSerializerOptions.Web)!)];

    [Fact]
    public void Match_Phrases_FindsTheItem()
    {
        var wrong = s_rows.Where(r => Match(r) is var m && (m?.Item.Id != r.Item || m.IsByClass)).ToList();
        wrong.ForEach(r => output.WriteLine($"{r.Phrase}: {Match(r)?.Item.Id}, meant is {r.Item}"));

        Assert.True(s_rows.Count >= 120, $"{s_rows.Count} phrases");
        Assert.True(
            wrong.Count <= s_rows.Count * 0.05, string.Join("; ", wrong.Select(r => $"{r.Phrase} is {r.Item}")));
    }

    [Fact]
    public void Match_PhrasesWithoutDoubt_FindsTheClassOfAll()
    {
        var wrong = s_rows.Where(r => !r.Doubtful && !r.Class.Contains(Match(r)?.Class));

        Assert.Empty(wrong.Select(r => $"{r.Phrase} is {string.Join('|', r.Class)} and not {Match(r)?.Class}"));
    }

    [Fact]
    public void Match_Phrases_CitesARuleForEveryInstruction()
    {
        var catalog = ShippedWaste.Catalog;
        var rules = catalog.Items.Select(i => $"item:{i.Id}").Concat(catalog.Tags.Select(t => $"tag:{t.Id}"))
            .ToHashSet();

        Assert.All(s_rows.Select(Match).Where(m => m is not null).SelectMany(m => m!.Instructions), i =>
        {
            Assert.Contains(i.Rule, rules);
            Assert.NotEmpty(i.Sources);
        });
    }

    private static RuleMatch? Match(Row row) => ShippedWaste.Rules.Match(new(row.Phrase));

    private sealed record Row(string Phrase, string Item, string?[] Class, bool Doubtful);
}
