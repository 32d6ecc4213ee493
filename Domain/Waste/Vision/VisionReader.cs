using System.Globalization;
using System.Text.Json;
using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Vision;

/// <summary>
/// Reads what a model says of a picture. It is a stranger's text: what is outside of the class list is not taken, and
/// fields that nobody asked for, points among them, are passed over.
/// </summary>
public static class VisionReader
{
    private const int MaxText = 200;
    private const int MaxConditions = 10;

    /// <summary>Reads an answer's object.</summary>
    public static VisionReading Read(JsonElement answer, WasteCatalog catalog)
    {
        var faults = new List<string>();
        var (category, subcategory) = (Word(answer, "category"), Word(answer, "subcategory"));
        var of = catalog.FindClass(category);
        if (category is not null && of is null)
        {
            faults.Add(
                $"category: one of {string.Join(", ", catalog.Classes.Select(c => c.Name.Ko))}");
        }

        var sub = WasteCatalog.FindSubclass(of, subcategory);
        if (of is not null && IsOfAnother(of, subcategory, catalog))
        {
            faults.Add($"subcategory: '{subcategory}' does not belong to {of.Name.Ko}");
        }

        if (Confidence(Property(answer, "confidence")) is not { } confidence)
        {
            faults.Add("confidence: a number from 0 to 1");
            confidence = 0;
        }

        return faults.Count > 0
            ? new(null, faults)
            : new(
                new(of?.Name.Ko, sub?.Name.Ko, Word(answer, "item") ?? "", Word(answer, "material"),
                    Words(answer, "condition"), of is null ? 0 : confidence),
                []);
    }

    /// <summary>
    /// Whether a subclass is one of another class only, so that one of the two is wrong. A finer one than there is
    /// tells nothing.
    /// </summary>
    public static bool IsOfAnother(WasteClass of, string? subclass, WasteCatalog catalog) =>
        WasteCatalog.FindSubclass(of, subclass) is null
        && catalog.Classes.Any(c => c != of && WasteCatalog.FindSubclass(c, subclass) is not null);

    /// <summary>How sure something says to be, 0 to 1; null when it cannot be read.</summary>
    /// <remarks>
    /// Some models count to a hundred, some write the number as a text; none at all is no confidence.
    /// </remarks>
    public static double? Confidence(JsonElement? said) => said switch
    {
        null or { ValueKind: JsonValueKind.Null } => 0,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) => Scale(value),
        { ValueKind: JsonValueKind.String } text when double.TryParse(
            JsonText.Of(text)?.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            => Scale(value),
        _ => null,
    };

    private static string? Word(JsonElement answer, string name) =>
        Property(answer, name) is { } value && JsonText.Of(value)?.Trim() is { Length: > 0 } text
            ? text.CutTo(MaxText)
            : null;

    private static IReadOnlyList<string> Words(JsonElement answer, string name) =>
        Property(answer, name) switch
        {
            { ValueKind: JsonValueKind.Array } list =>
            [
                .. list.EnumerateArray().Select(JsonText.Of).OfType<string>().Select(t => t.CutTo(MaxText))
                    .Take(MaxConditions),
            ],
            { } one when JsonText.Of(one) is { Length: > 0 } text =>
                [text.CutTo(MaxText)],
            _ => [],
        };

    private static double? Scale(double value) => value switch
    {
        >= 0 and <= 1 => value,
        >= 2 and <= 100 => value / 100,
        _ => null,
    };

    private static JsonElement? Property(JsonElement answer, string name) =>
        answer.EnumerateObject().Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(p => (JsonElement?)p.Value).FirstOrDefault();
}
