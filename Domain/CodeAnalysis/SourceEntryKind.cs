namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>What stands at a path of a commit.</summary>
public enum SourceEntryKind
{
    /// <summary>Nothing, or the path is not a relative path within the tree.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A regular file that is larger than the caller wants.</summary>
    TooLarge,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link or a submodule, or something behind one.</summary>
    Link,
}
