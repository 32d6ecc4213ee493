namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>Copies a checkout without its history; links that lead out of it are left out.</summary>
public static class SandboxCopy
{
    public static void Copy(string from, string to, long maxBytes, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(from);
        var left = maxBytes;
        var folders = new Stack<(string From, string To)>();
        folders.Push((root, to));
        while (folders.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Directory.CreateDirectory(folder.To);
            foreach (var entry in new DirectoryInfo(folder.From).EnumerateFileSystemInfos())
            {
                var target = Path.Combine(folder.To, entry.Name);
                if (entry.LinkTarget is { } link)
                {
                    CopyLink(root, folder.From, link, target);
                }
                else if (entry is DirectoryInfo)
                {
                    if (entry.Name != ".git")
                    {
                        folders.Push((entry.FullName, target));
                    }
                }
                else if (entry is FileInfo file && (file.Attributes & FileAttributes.Device) == 0)
                {
                    left -= file.Length;
                    if (left < 0)
                    {
                        throw new IOException("The checkout is too large to copy for the test command.");
                    }

                    file.CopyTo(target);
                }
            }
        }
    }

    private static void CopyLink(string root, string folder, string link, string target)
    {
        var resolved = Path.GetFullPath(Path.Combine(folder, link));
        if (!Path.IsPathRooted(link) && resolved.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(target, link);
        }
    }
}
