using System.Text.Json;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>Fields of JSON from outside. A name that is repeated means its last value.</summary>
internal static class JsonFields
{
    /// <summary>A field by its name in camelCase or snake_case; null when there is none.</summary>
    public static JsonElement? Get(this JsonElement json, string camelCase) =>
        json.ValueKind != JsonValueKind.Object ? null
        : Named(json, camelCase) ?? Named(json, JsonNamingPolicy.SnakeCaseLower.ConvertName(camelCase));

    /// <summary>A field that is an object.</summary>
    public static JsonElement? Object(this JsonElement json, string camelCase) =>
        json.Get(camelCase) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The objects of a field that is a list.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json, string camelCase) =>
        json.Get(camelCase) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A field's text, number or truth value as text; null for everything else.</summary>
    public static string? Text(this JsonElement json, string camelCase) =>
        json.Get(camelCase) is { } value ? Text(value) : null;

    /// <summary>A value's text; null for objects and lists.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        // PostgreSQL refuses NUL in text, and nothing sensible holds it.
        JsonValueKind.String => value.GetString()!.WithoutNul(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    /// <summary>A field as text whatever it is: lines of a list one below the other, everything else as JSON.</summary>
    public static string? AnyText(this JsonElement json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (json.Get(name) is { } value)
            {
                return Text(value)
                    ?? (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(i => Text(i) is not null)
                        ? string.Join('\n', value.EnumerateArray().Select(i => Text(i)))
                        : value.GetRawText());
            }
        }

        return null;
    }

    /// <summary>A field that is a whole number; 0 for everything else.</summary>
    public static long Number(this JsonElement json, string camelCase) =>
        json.Get(camelCase) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            ? number
            : 0;

    private static JsonElement? Named(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
