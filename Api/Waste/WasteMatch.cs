using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Matching;

namespace OpsFlow.Api.Waste;

/// <summary>A rule with its sources.</summary>
internal sealed record WasteMatch(
    string Item, string Name, string Class, string? Subclass, string Material, bool Recyclable, bool Hazardous,
    string Rule, IEnumerable<WasteMatch.Step> Instructions, int Points, IEnumerable<string> Tags,
    IEnumerable<string> Why, bool ByClass)
{
    /// <summary>For the documentation.</summary>
    public static WasteMatch Example { get; } = new(
        "delivery-box", "택배 상자", "일반쓰레기", null, "종이", false, false, "item:delivery-box",
        [new("기름이 밴 종이는 재활용되지 않는다.", "tag:oily", [new("환경부", "https://me.go.kr/")])], 0, ["기름 묻음"],
        ["'상자' is a name of delivery box", "'기름 묻음' (oily) sends 종이 to 일반쓰레기"], false);

    public static WasteMatch Of(RuleMatch match, WasteCatalog catalog, string language) => new(
        match.Item.Id, match.Item.Name.In(language), match.Class, match.Subclass, match.Item.Material,
        match.Recyclable, match.Item.Hazardous, $"item:{match.Item.Id}",
        match.Instructions.Select(i => new Step(
            i.Text.In(language), i.Rule,
            i.Sources.Select(id => catalog.Sources.First(s => s.Id == id)).Select(s => new Source(s.Name, s.Url)))),
        match.Points, match.Tags.Select(t => t.Name.In(language)), match.Why, match.IsByClass);

    /// <summary>One thing to do.</summary>
    internal sealed record Step(string Text, string Rule, IEnumerable<Source> Sources);

    /// <summary>Where a rule is from.</summary>
    internal sealed record Source(string Name, string Url);
}
