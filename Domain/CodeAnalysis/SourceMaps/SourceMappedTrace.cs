using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.SourceMaps;

/// <summary>A stack trace of built scripts, told by the sources that they were made of.</summary>
public static class SourceMappedTrace
{
    private const int MaxFiles = 30;
    private const int MaxPlaces = 1000;

    private static readonly Regex s_place = new(
        @"(?<file>[^\s()@'""]+\.(?:[cm]?js|jsx)(?:\?[^\s():]*)?):(?<line>[0-9]{1,7})(?::(?<column>[0-9]{1,7}))?",
        RegexOptions.NonBacktracking);

    /// <summary>The scripts that a trace names with the places of each, in the order in which it names them.</summary>
    public static IReadOnlyList<(string Script, IReadOnlyCollection<(int Line, int Column)> Places)> Places(
        string stackTrace) =>
    [
        .. s_place.Matches(stackTrace).Take(MaxPlaces).GroupBy(m => m.Groups["file"].Value, StringComparer.Ordinal)
            .Take(MaxFiles)
            .Select(g => (g.Key, (IReadOnlyCollection<(int Line, int Column)>)g.Select(PlaceOf).ToHashSet())),
    ];

    /// <summary>The trace with those places told by their sources that were found.</summary>
    /// <param name="found">By script, with the folder that its sources are relative to.</param>
    public static string Rewrite(
        string stackTrace,
        IReadOnlyDictionary<
            string, (IReadOnlyDictionary<(int Line, int Column), SourcePlace> Places, string Folder)> found) =>
        s_place.Replace(stackTrace, match =>
        {
            var file = match.Groups["file"].Value;
            return found.TryGetValue(file, out var known) && known.Places.TryGetValue(PlaceOf(match), out var place)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Clean(place.Source, known.Folder)}:{place.Line}:{place.Column}")
                : match.Value;
        });

    /// <summary>The path of a script without its host, query and drive.</summary>
    public static string PathOf(string script)
    {
        var path = script.Split('?')[0].Replace('\\', '/');
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? path : path[(path.IndexOf('/', scheme + 3) is >= 0 and var at ? at : path.Length)..];
    }

    // "webpack://shop/./src/cart.ts?a1b2", "../../src/cart.ts", "file:///app/src/cart.ts"
    private static string Clean(string source, string folder)
    {
        var path = PathOf(source);
        var isRelative = path == source.Split('?')[0].Replace('\\', '/') && !path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in $"{(isRelative ? folder : "")}/{path}".Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                // A place ends at a colon and a blank: no name may look like one.
                parts.Add(part.Replace(' ', '_').Replace(':', '_').Replace('\n', '_').Replace('\r', '_'));
            }
        }

        return string.Join('/', parts);
    }

    private static (int Line, int Column) PlaceOf(Match match) => (
        int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture),
        match.Groups["column"] is { Success: true } column
            ? int.Parse(column.ValueSpan, CultureInfo.InvariantCulture)
            : 0);
}
