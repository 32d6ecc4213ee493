using System.Text.Json;
using System.Text.Unicode;
using OpsFlow.Domain.CodeAnalysis.Reports;

namespace OpsFlow.Domain.CodeAnalysis.SourceMaps;

/// <summary>
/// A source map, which says of each place of a built script what it was made of. Source: ECMA-426, "Source map format".
/// It is untrusted: a map that is larger or deeper than the limits, or not of the form, tells nothing.
/// </summary>
public static class SourceMap
{
    /// <summary>The largest map that is read: 16 MiB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int MaxDepth = 12;
    private const int MaxSections = 1000;
    private const int MaxSourceName = 1024;

    /// <summary>Whether the bytes have a map's form.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> bytes)
    {
        using var json = Read(bytes);
        return json?.RootElement is { ValueKind: JsonValueKind.Object } map
            && (Text(map, "mappings") is not null || Sections(map) is not null);
    }

    /// <summary>What places of the built script were made of; those of which nothing is known are left out.</summary>
    /// <param name="places">Lines and columns from 1; a column of 0 is unknown.</param>
    public static IReadOnlyDictionary<(int Line, int Column), SourcePlace> Find(
        ReadOnlyMemory<byte> bytes, IReadOnlyCollection<(int Line, int Column)> places)
    {
        var found = new Dictionary<(int Line, int Column), SourcePlace>();
        using var json = Read(bytes);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } map)
        {
            return found;
        }

        if (Sections(map) is not { } sections)
        {
            Find(map, places, (0, 0), found);
            return found;
        }

        // An index map: each part is of what follows the place at which it begins.
        var offsets = sections.EnumerateArray().Take(MaxSections).Select(s => (Section: s, At: Offset(s))).ToList();
        for (var i = 0; i < offsets.Count; i++)
        {
            var (section, at) = offsets[i];
            var end = i + 1 < offsets.Count ? offsets[i + 1].At : (int.MaxValue, 0);
            if (section.ValueKind == JsonValueKind.Object
                && section.TryGetProperty("map", out var part) && part.ValueKind == JsonValueKind.Object)
            {
                Find(part, [.. places.Where(p => Compare(p, at) >= 0 && Compare(p, end) < 0)], at, found);
            }
        }

        return found;
    }

    private static void Find(
        JsonElement map, IReadOnlyCollection<(int Line, int Column)> places, (int Line, int Column) offset,
        Dictionary<(int Line, int Column), SourcePlace> found)
    {
        if (places.Count == 0 || Text(map, "mappings") is not { } mappings
            || !map.TryGetProperty("sources", out var sources) || sources.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var count = sources.GetArrayLength();
        var root = Text(map, "sourceRoot") is { Length: > 0 } given ? given.TrimEnd('/') + "/" : "";
        // Within the part, lines and columns from 0.
        var wanted = places.ToLookup(
            p => p.Line - 1 - offset.Line,
            p => (Place: p, Column: Math.Max(0, p.Column - 1 - (p.Line - 1 == offset.Line ? offset.Column : 0))));
        foreach (var (place, segment) in new Mappings(mappings).Find(wanted))
        {
            if (segment.Source >= 0 && segment.Source < count && segment is { Line: >= 0, Column: >= 0 }
                && sources[segment.Source] is { ValueKind: JsonValueKind.String } source
                && StringOf(source) is { Length: > 0 and <= MaxSourceName } name)
            {
                found[place] = new SourcePlace(root + name, segment.Line + 1, segment.Column + 1);
            }
        }
    }

    private static JsonDocument? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }

        // Servers put a line before it, so that it is no script.
        if (bytes.Span.StartsWith(")]}"u8))
        {
            bytes = bytes.Span.IndexOf((byte)'\n') is >= 0 and var end ? bytes[(end + 1)..] : default;
        }

        // The parser looks at bytes of texts only when they are asked for, and then throws.
        if (!Utf8.IsValid(bytes.Span))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(
                JsonBytes.WithWholeCharacters(bytes), new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? StringOf(value) : null;

    private static string? StringOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Sections(JsonElement map) =>
        map.TryGetProperty("sections", out var sections) && sections.ValueKind == JsonValueKind.Array ? sections : null;

    private static (int Line, int Column) Offset(JsonElement section) =>
        section.ValueKind == JsonValueKind.Object && section.TryGetProperty("offset", out var offset)
            && offset.ValueKind == JsonValueKind.Object
            ? (Number(offset, "line"), Number(offset, "column"))
            : (0, 0);

    private static int Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) && number >= 0 ? number : 0;

    // Places count from 1, offsets from 0.
    private static int Compare((int Line, int Column) place, (int Line, int Column) offset) =>
        place.Line - 1 != offset.Line ? (place.Line - 1).CompareTo(offset.Line)
        : Math.Max(0, place.Column - 1).CompareTo(offset.Column);
}
