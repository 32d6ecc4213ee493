using System.Xml.Linq;
using OpsFlow.Records.Waste;

namespace OpsFlow.Domain.Tests.Waste.Catalog;

public sealed class ShippedCatalogTests
{
    [Fact]
    public void Items_Shipped_AreEnoughAndEachHasSourceAndLicense()
    {
        var catalog = ShippedWaste.Catalog;

        Assert.True(catalog.Items.Count >= 200, $"{catalog.Items.Count} items");
        Assert.True(catalog.Tags.Count >= 100, $"{catalog.Tags.Count} tags");
        Assert.All(catalog.Items, i => Assert.NotEmpty(i.Source));
        Assert.All(catalog.Sources, s => Assert.NotEmpty(s.License));
        Assert.Equal(
            ["플라스틱", "종이", "금속", "유리", "비닐", "스티로폼", "종이팩", "의류", "음식물", "대형", "전자제품", "유해", "일반쓰레기"],
            catalog.Classes.Select(c => c.Name.Ko));
    }

    [Fact]
    public void Characters_Shipped_AreThirteenOneOfEachClassAndDrawnApart()
    {
        var characters = ShippedWaste.Catalog.Characters;

        Assert.Equal(13, characters.Count);
        Assert.Equal(13, characters.Select(c => c.Class).Distinct().Count());
        Assert.Single(characters, c => c.Default);
        Assert.Superset(
            new HashSet<string> { "이코", "페티", "초록이" }, characters.Select(c => c.Name.Ko).ToHashSet());
        var pictures = characters
            .Select(c => File.ReadAllText(Path.Combine(CatalogFiles.Shipped, c.Picture))).ToList();
        Assert.Equal(13, pictures.Distinct().Count());
        Assert.All(pictures, p => Assert.Equal("svg", XDocument.Parse(p).Root!.Name.LocalName));
        Assert.DoesNotContain(pictures, p => p.Contains("<script", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Items_Hazardous_AreSentToNoBagFirst()
    {
        var wrong = ShippedWaste.Catalog.Items.Where(i => i.Hazardous && i.Method is not "return-shop")
            .Where(i => ShippedWaste.Rules.Match(new(i.Name.Ko))!.Instructions[0].Text.Ko
                is var first && !first.Contains("섞지 말고") && !first.Contains("넣지 말고"));

        Assert.Empty(wrong.Select(i => i.Id));
    }
}
