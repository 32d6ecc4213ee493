using System.Text.Json;
using OpsFlow.Api.Errors;
using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Vision;

namespace OpsFlow.Api.Waste;

/// <summary>A classification from outside: what contradicts itself is refused, as it is of a model.</summary>
internal static class WasteClassification
{
    /// <summary>What is wrong with it; empty for nothing.</summary>
    public static IReadOnlyList<string> FaultsOf(
        string? category, string? subcategory, IReadOnlyList<string?>? conditions, JsonElement? confidence,
        WasteCatalog catalog)
    {
        var faults = new List<string>();
        if (catalog.FindClass(category) is { } of && VisionReader.IsOfAnother(of, subcategory, catalog))
        {
            faults.Add($"subcategory: {FaultWords.FormatOtherSubclass(subcategory, of.Name.Ko)}");
        }

        if (VisionReader.Confidence(confidence) is null)
        {
            faults.Add($"confidence: {FaultWords.Confidence}");
        }

        if (WasteConditions.FaultOf(conditions) is { } fault)
        {
            faults.Add(fault);
        }

        return faults;
    }
}
