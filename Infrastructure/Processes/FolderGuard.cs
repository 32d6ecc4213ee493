using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Infrastructure.Processes;

/// <summary>
/// Resolves untrusted relative paths within a folder: no way out by <c>..</c>, absolute paths or symbolic links.
/// </summary>
public static class FolderGuard
{
    /// <summary>The full path, or null when it leaves the folder or passes through a symbolic link.</summary>
    public static string? Resolve(string root, string relative)
    {
        if (!SafePath.IsRelative(relative))
        {
            return null;
        }

        var current = Path.GetFullPath(root);
        foreach (var part in relative.Split('/'))
        {
            current = Path.Combine(current, part);
            if (new FileInfo(current).LinkTarget is not null)
            {
                return null;
            }
        }

        return current;
    }
}
