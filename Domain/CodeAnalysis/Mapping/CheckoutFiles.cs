namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>Finds files of a checkout by the end of a path.</summary>
public sealed class CheckoutFiles
{
    private readonly Dictionary<string, List<string>> _byName = new(StringComparer.Ordinal);

    /// <summary>Creates the lookup.</summary>
    public CheckoutFiles(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var name = file[(file.LastIndexOf('/') + 1)..];
            if (!_byName.TryGetValue(name, out var list))
            {
                _byName[name] = list = [];
            }

            list.Add(file);
        }
    }

    /// <summary>The files of a name.</summary>
    public IReadOnlyList<string> Named(string name) => _byName.GetValueOrDefault(name) ?? [];

    /// <summary>
    /// The files that share the longest end with the path, and how many parts they share. A file counts only when the
    /// shared end is the whole of one of the two paths, or at least two parts.
    /// </summary>
    public (IReadOnlyList<string> Files, int Shared) FindBySuffix(string path)
    {
        var parts = path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".")
            .ToArray();
        if (parts.Length == 0 || !_byName.TryGetValue(parts[^1], out var candidates))
        {
            return ([], 0);
        }

        var best = 0;
        var found = new List<string>();
        foreach (var candidate in candidates)
        {
            var own = candidate.Split('/');
            var shared = SharedEnd(own, parts);
            if (shared != own.Length && shared != parts.Length && shared < 2)
            {
                continue;
            }

            if (shared > best)
            {
                best = shared;
                found.Clear();
            }

            if (shared == best)
            {
                found.Add(candidate);
            }
        }

        return (found, best);
    }

    /// <summary>How many parts two paths have in common at their ends.</summary>
    public static int SharedEnd(string[] one, string[] other)
    {
        var count = 0;
        while (count < one.Length && count < other.Length && one[^(count + 1)] == other[^(count + 1)])
        {
            count++;
        }

        return count;
    }
}
