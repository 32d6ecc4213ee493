using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>
/// The folders of a repository that hold other people's code. Some names say so by themselves; a folder that is called
/// vendor, vendors or external may as well be the application's code about vendors.
/// </summary>
public sealed class DependencyFolders
{
    private static readonly string[] s_names = ["vendor", "vendors", "external", "externals"];
    private static readonly string[] s_manifests = ["modules.txt", "autoload.php", "vendor.txt", "vendor.json"];
    private static readonly string[] s_assets = ["static", "public", "assets", "wwwroot"];

    private readonly HashSet<string> _folders;

    /// <summary>Looks at the paths of a repository.</summary>
    public DependencyFolders(IEnumerable<string> files)
    {
        var contents = new Dictionary<string, Contents>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var (folder, rest) in Candidates(file))
            {
                if (!contents.TryGetValue(folder, out var found))
                {
                    contents[folder] = found = new Contents();
                }

                found.Add(rest);
            }
        }

        _folders = [.. contents.Where(c => IsDependency(c.Key, c.Value)).Select(c => c.Key)];
    }

    /// <summary>The file is a library's that is kept in the repository.</summary>
    public bool Contain(string path) =>
        path.Split('/').SkipLast(1).Any(RuntimeCode.IsLibraryFolder)
        || (_folders.Count > 0 && Candidates(path).Any(c => _folders.Contains(c.Folder)));

    private static IEnumerable<(string Folder, string[] Below)> Candidates(string path)
    {
        if (!s_names.Any(n => path.Contains(n + "/", StringComparison.OrdinalIgnoreCase)))
        {
            yield break;
        }

        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (s_names.Contains(parts[i], StringComparer.OrdinalIgnoreCase))
            {
                yield return (string.Join('/', parts[..(i + 1)]), parts[(i + 1)..]);
            }
        }
    }

    private static bool IsDependency(string folder, Contents contents)
    {
        var parents = folder.Split('/')[..^1];
        return contents.HasManifest || contents.HasLicense || parents.Any(p => s_assets.Contains(p))
            || (folder.Equals("vendor", StringComparison.OrdinalIgnoreCase) && !contents.HasCode);
    }

    private sealed class Contents
    {
        public bool HasManifest { get; private set; }

        /// <summary>A library below it brought its license.</summary>
        public bool HasLicense { get; private set; }

        /// <summary>Code lies directly in it, not in folders of libraries.</summary>
        public bool HasCode { get; private set; }

        public void Add(string[] rest)
        {
            HasManifest |= rest.Length == 1 && s_manifests.Contains(rest[0]);
            HasCode |= rest.Length == 1 && CodeLanguages.FromPath(rest[0]) != CodeLanguage.Unknown;
            HasLicense |= rest.Length is 2 or 3 && (rest[^1].StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase)
                || rest[^1].StartsWith("COPYING", StringComparison.OrdinalIgnoreCase));
        }
    }
}
