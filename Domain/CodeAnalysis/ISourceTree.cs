namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>The files of one commit. Paths are relative, with forward slashes.</summary>
public interface ISourceTree
{
    /// <summary>The commit's id.</summary>
    string Commit { get; }

    /// <summary>The regular files: no folders, symbolic links or submodules.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Symbolic links and submodules.</summary>
    IReadOnlyList<SourceLink> Links { get; }

    /// <summary>What stands at a path. Any text may be asked for; nothing outside the tree is ever read.</summary>
    SourceEntry Read(string path, int maxBytes);

    /// <summary>
    /// The unified diff from this tree to one in which the files have these contents, as git writes it.
    /// </summary>
    string Diff(IReadOnlyDictionary<string, string> files);
}
