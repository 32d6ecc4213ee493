using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Tests.Support;

/// <summary>A folder as the tree of a commit.</summary>
public sealed class FolderTree(string folder) : ISourceTree
{
    public string Commit => new('c', 40);

    public IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];

    public SourceEntry Read(string path, int maxBytes)
    {
        if (FolderGuard.Resolve(folder, path) is not { } full)
        {
            return SafePath.IsRelative(path) ? new(SourceEntryKind.Link) : SourceEntry.Missing;
        }

        var info = new FileInfo(full);
        return !info.Exists ? (Directory.Exists(full) ? new(SourceEntryKind.Folder) : SourceEntry.Missing)
            : info.Length > maxBytes ? new(SourceEntryKind.TooLarge)
            : new(SourceEntryKind.File, File.ReadAllBytes(full));
    }
}
