using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Records.Waste;

namespace OpsFlow.Domain.Tests.Waste;

/// <summary>The catalog that ships, read once.</summary>
internal static class ShippedWaste
{
    public static WasteCatalog Catalog { get; } = Read();

    public static RuleBook Rules { get; } = new(Catalog);

    public static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Waste", file)).Where(l => l.Length > 0);

    private static WasteCatalog Read()
    {
        var (catalog, faults) = CatalogFiles.Read(CatalogFiles.Shipped);
        Assert.Empty(faults);
        return catalog!;
    }
}
