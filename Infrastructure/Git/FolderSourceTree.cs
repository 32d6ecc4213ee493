using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <summary>A checkout as a source tree.</summary>
public sealed class FolderSourceTree(string folder, string commit, IReadOnlyList<string> files) : ISourceTree
{
    /// <inheritdoc/>
    public string Commit => commit;

    /// <inheritdoc/>
    public IReadOnlyList<string> Files => files;

    /// <inheritdoc/>
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
