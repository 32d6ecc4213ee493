namespace OpsFlow.Infrastructure.Processes;

/// <summary>Resolves untrusted relative paths within a folder: no way out by <c>..</c>, absolute paths or symbolic links.</summary>
public static class FolderGuard
{
    private const int MaxPathLength = 1024;

    /// <summary>
    /// True for a plain relative path with forward slashes: no empty, <c>.</c> or <c>..</c> part, nothing in <c>.git</c>.
    /// </summary>
    public static bool IsSafeRelative(string path)
    {
        if (path.Length is 0 or > MaxPathLength || path.IndexOfAny(['\\', '\0', '\n', '\r', ':']) >= 0)
        {
            return false;
        }

        foreach (var part in path.Split('/'))
        {
            // Also ".git " and ".GIT": some file systems take them for the same folder.
            if (part is "" or "." or ".." || part.Trim(' ', '.').Equals("git", StringComparison.OrdinalIgnoreCase) && part[0] == '.')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The full path, or null when it leaves the folder or passes through a symbolic link.</summary>
    public static string? Resolve(string root, string relative)
    {
        if (!IsSafeRelative(relative))
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

    /// <summary>The text of an existing regular file of at most <paramref name="maxBytes"/>, or null.</summary>
    public static string? ReadText(string root, string relative, int maxBytes)
    {
        var full = Resolve(root, relative);
        if (full is null)
        {
            return null;
        }

        var info = new FileInfo(full);
        return info.Exists && info.Length <= maxBytes ? File.ReadAllText(full) : null;
    }
}
