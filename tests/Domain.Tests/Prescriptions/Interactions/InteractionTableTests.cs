using System.Text.Json;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Tests.Prescriptions.Interactions;

public sealed class InteractionTableTests
{
    public static TheoryData<string, string> Field()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(
            Path.Combine(AppContext.BaseDirectory, "Prescriptions/Interactions/pairs.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            data.Add(json.RootElement.GetProperty("id").GetString()!, line);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Field))]
    public void Check_PairOfTheField_IsFoundWithItsSeverityOrNot(string id, string line)
    {
        using var json = JsonDocument.Parse(line);
        var row = json.RootElement;
        foreach (var language in new[] { "en", "ko" })
        {
            var a = row.GetProperty("a").GetProperty(language).GetString()!;
            var b = row.GetProperty("b").GetProperty(language).GetString()!;
            if (row.TryGetProperty("route", out var route))
            {
                // The route is told of the product that has it: "ketoconazole shampoo", "eye drops" of both.
                var words = route.GetString()!;
                (a, b) = words.Contains(' ') && words.StartsWith(row.GetProperty("a").GetProperty("en").GetString()!)
                    ? (a + words[words.IndexOf(' ')..], b)
                    : ($"{a} {words}", $"{b} {words}");
            }

            foreach (var names in new[] { new[] { a, b }, [b, a] })
            {
                var check = Tables.Check(names);
                var cards = Tables.Cards(check, language);
                if (row.GetProperty("severity").GetString() == "none")
                {
                    var card = Assert.Single(cards);
                    Assert.Equal(CardKind.NoEntry, card.Kind);
                    Assert.Equal(CardIndicator.Info, card.Indicator);
                    Assert.StartsWith(language == "en" ? "No entry found" : "표", card.Summary);
                    continue;
                }

                Assert.True(check.Interactions.Count > 0, id);

                // Where sources differ the higher one wins.
                Assert.True(
                    check.Interactions[0].Severity
                        >= Enum.Parse<InteractionSeverity>(row.GetProperty("severity").GetString()!, true), id);
                Assert.Contains(
                    $"{cards[0].Indicator}".ToLowerInvariant(),
                    row.GetProperty("card_any_of").EnumerateArray().Select(c => c.GetString()));
            }
        }
    }

    [Fact]
    public void Open_TableOfTheBuild_HasWhatIsPromised()
    {
        Assert.True(Tables.Pairs.Facts.Count >= 150);
        Assert.NotEmpty(Tables.Pairs.Notice.In("en"));
        Assert.All(Tables.Pairs.Facts.Values.SelectMany(f => f), f =>
        {
            Assert.All(f.Sources, s => Assert.True(s.Version.Length > 0 && s.License.Length > 0));
            Assert.NotEmpty(f.Sources);
            Assert.True(f.Effect is { En: not null, Ko: not null } && f.Advice is { En: not null, Ko: not null });
        });
    }

    [Fact]
    public void Check_EveryPairOfTheTable_IsFoundInBothDirectionsAndLanguages()
    {
        var ingredients = Tables.Drugs.Ingredients;
        var missing = new List<string>();
        foreach (var pair in Tables.Pairs.Facts.Keys)
        {
            var (a, b) = (ingredients[pair.First], ingredients[pair.Second]);
            foreach (var names in new[] { (a.Id, b.Id), (b.Id, a.Id), (a.Korean, b.Korean), (b.Korean, a.Id) })
            {
                if (!Tables.Check(names.Item1, names.Item2).Interactions.Any(
                    i => i.First == pair.First && i.Second == pair.Second))
                {
                    missing.Add($"{names}");
                }
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Check_EveryPairThatHasProducts_IsFoundByThem()
    {
        var systemic = Tables.Drugs.Products
            .Where(p => p.Route is "oral" or "injection" or "sublingual" or "transdermal")
            .ToLookup(p => p.Ingredients.Count == 1 ? p.Ingredients[0] : "");
        var checkedPairs = 0;
        foreach (var pair in Tables.Pairs.Facts.Keys)
        {
            foreach (var (a, b) in systemic[pair.First]
                .SelectMany(_ => systemic[pair.Second], (a, b) => (a, b)).Take(2))
            {
                Assert.NotEmpty(Tables.Check(a.Korean, b.English).Interactions);
                Assert.NotEmpty(Tables.CheckItems([new(1, a.Code, "?"), new(2, b.Code, "?")]).Interactions);
                checkedPairs++;
            }
        }

        Assert.True(checkedPairs > 1000, $"{checkedPairs}");
    }

    [Fact]
    public void Read_FaultyTable_IsRefusedWithEveryFault()
    {
        var e = Assert.Throws<DataFaultsException>(() => InteractionTableReader.Read(
            string.Join('\n', """{"table":"t"}""", Tables.Rule("warfarin", "aspirin", "deadly"),
                Tables.Rule("warfarin", "warfarin", "major"), Tables.Rule("warfarin", "digoxin", "major"),
                Tables.Rule("warfarin", "digoxin", "major"), Tables.Rule("warfarin", "nowhere", "major"),
                Tables.Rule("warfarin", "lithium", "major", "s9"), Tables.Rule("warfarin", "", "minor"), "{"),
            "id\tlabel\tversion\tlicense\turl\ns1\tFirst\t\tCC0\t\n", Tables.Drugs));

        foreach (var part in new[]
        {
            "no table and version", "no severity", "with itself", "repeats", "nowhere is not there", "source s9",
            "does not name two drugs", "cannot be read", "no version or license",
        })
        {
            Assert.Contains(e.Faults, f => f.Contains(part));
        }
    }
}
