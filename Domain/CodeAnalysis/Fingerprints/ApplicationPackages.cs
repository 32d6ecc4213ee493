using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Fingerprints;

/// <summary>Learns from a repository what the types of its application begin with.</summary>
public static class ApplicationPackages
{
    private const int MaxRead = 400;
    private const int MaxPrefixes = 20;
    private const int HeadLength = 8 * 1024;

    private static readonly Regex s_package = new(
        @"^[ \t]*package[ \t]+([\w.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking);

    private static readonly Regex s_namespace = new(
        @"^[ \t]*namespace[ \t]+([\w.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking);

    private static readonly Regex s_module = new(
        @"^module[ \t]+(\S+)", RegexOptions.Multiline | RegexOptions.NonBacktracking);

    // Behind these a name says whose the code is only with the next part: "com.acme", "kr.co.acme".
    private static readonly HashSet<string> s_domains = new(StringComparer.Ordinal)
    {
        "com", "org", "net", "io", "dev", "edu", "gov", "info", "biz", "app", "me", "co", "ai", "cloud", "kr", "jp",
        "cn", "de", "fr", "uk", "us", "nl", "ru", "eu", "in", "br", "ch", "at", "be", "es", "it", "se", "no", "fi",
        "pl",
    };

    private static readonly HashSet<string> s_seconds = new(StringComparer.Ordinal)
    {
        "co", "or", "go", "ac", "ne", "re", "com", "org", "net", "gov", "edu",
    };

    /// <summary>The beginnings of the types, the most frequent first; none where only paths tell.</summary>
    /// <param name="paths">All files of the repository.</param>
    /// <param name="read">The text of one; null if it has none.</param>
    public static IReadOnlyList<string> Learn(IEnumerable<string> paths, Func<string, string?> read)
    {
        // Files of a folder are of the same package as a rule: one of them is enough.
        var looked = paths.Where(p => IsDeclaring(p) && !RuntimeCode.IsVendored(p))
            .GroupBy(p => (Folder(p), Path.GetExtension(p))).Select(g => (Path: g.First(), Count: g.Count()))
            .OrderByDescending(f => f.Count).Take(MaxRead);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (path, count) in looked)
        {
            if (read(path) is { } text && Declared(path, text) is { Length: > 0 } package)
            {
                var prefix = path.EndsWith("go.mod", StringComparison.Ordinal) ? package : Prefix(package);
                counts[prefix] = counts.GetValueOrDefault(prefix) + count;
            }
        }

        return [
            .. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MaxPrefixes)
                .Select(c => c.Key),
        ];
    }

    private static bool IsDeclaring(string path) =>
        Path.GetExtension(path) is ".java" or ".kt" or ".scala" or ".cs" || path == "go.mod"
        || path.EndsWith("/go.mod", StringComparison.Ordinal);

    private static string Folder(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static string Declared(string path, string text)
    {
        text = text.Length > HeadLength ? text[..HeadLength] : text;
        var match = Path.GetExtension(path) switch
        {
            ".cs" => s_namespace.Match(text),
            ".mod" => s_module.Match(text),
            _ => s_package.Match(text),
        };
        return match.Groups[1].Value;
    }

    private static string Prefix(string package)
    {
        var parts = package.Split('.');
        var length = !s_domains.Contains(parts[0]) ? 1
            : parts.Length > 2 && parts[0].Length == 2 && s_seconds.Contains(parts[1]) ? 3
            : 2;
        // A library's own repository: "org.apache" is of many.
        while (length < parts.Length && Libraries.Begin(string.Join('.', parts.Take(length))))
        {
            length++;
        }

        return string.Join('.', parts.Take(length));
    }
}
