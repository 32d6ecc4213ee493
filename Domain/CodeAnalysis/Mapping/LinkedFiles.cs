namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>
/// Files of a checkout by the other paths that lead to them: a trace names a file as it was loaded, perhaps through a
/// symbolic link.
/// </summary>
internal sealed class LinkedFiles
{
    // A link may lead to a folder of all files.
    private const int MaxPaths = 50_000;

    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _submodules;

    public LinkedFiles(IReadOnlyCollection<string> files, IReadOnlyCollection<SourceLink> links)
    {
        _submodules = [.. links.Where(l => l.IsSubmodule).Select(l => l.Path)];
        var leading = links.Where(l => l.Target is { Length: > 0 }).ToList();
        string[] sorted = leading.Count == 0 ? [] : [.. files.Order(StringComparer.Ordinal)];
        foreach (var (path, target) in leading.Select(l => (l.Path, l.Target!)))
        {
            if (Array.BinarySearch(sorted, target, StringComparer.Ordinal) >= 0)
            {
                _files.TryAdd(path, target);
            }

            // Those of a folder stand together.
            var folder = target + "/";
            var first = Array.BinarySearch(sorted, folder, StringComparer.Ordinal);
            for (var i = first < 0 ? ~first : first; i < sorted.Length && _files.Count < MaxPaths
                && sorted[i].StartsWith(folder, StringComparison.Ordinal); i++)
            {
                _files.TryAdd(path + sorted[i][target.Length..], sorted[i]);
            }
        }
    }

    /// <summary>The other paths.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public bool IsLinked(string path) => _files.ContainsKey(path);

    /// <summary>The file itself.</summary>
    public string FileOf(string path) => _files.GetValueOrDefault(path, path);

    /// <summary>The submodule that a path of a trace leads through, and the path in it.</summary>
    /// <param name="path">With forward slashes.</param>
    public (string Submodule, string Inner)? SubmoduleOf(string path)
    {
        foreach (var submodule in _submodules)
        {
            var at = ("/" + path).LastIndexOf($"/{submodule}/", StringComparison.Ordinal);
            // "/lib/x" is no submodule "lib": nobody checks out into the root of a machine.
            if (at == 0 || (at > 0 && !(at == 1 && path[0] == '/')))
            {
                return (submodule, path[(at + submodule.Length + 1)..]);
            }
        }

        return null;
    }
}
