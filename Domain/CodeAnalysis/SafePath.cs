namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>Judges untrusted relative paths.</summary>
public static class SafePath
{
    private const int MaxLength = 1024;

    /// <summary>
    /// True for a plain relative path with forward slashes: no empty, <c>.</c> or <c>..</c> part, nothing in
    /// <c>.git</c>.
    /// </summary>
    public static bool IsRelative(string path)
    {
        if (path.Length is 0 or > MaxLength || path.IndexOfAny(['\\', '\0', '\n', '\r', ':']) >= 0)
        {
            return false;
        }

        foreach (var part in path.Split('/'))
        {
            // Also ".git " and ".GIT": some file systems take them for the same folder.
            if (part is "" or "." or ".."
                || part.Trim(' ', '.').Equals("git", StringComparison.OrdinalIgnoreCase) && part[0] == '.')
            {
                return false;
            }
        }

        return true;
    }
}
