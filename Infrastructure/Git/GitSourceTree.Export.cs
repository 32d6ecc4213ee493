using LibGit2Sharp;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Infrastructure.Git;

/// <content>Laying the files out in a folder, for programs that need them there.</content>
public sealed partial class GitSourceTree
{
    /// <summary>
    /// Writes the commit's files into an empty folder, with the very bytes of the blobs. Symbolic links that lead out of it
    /// are left out.
    /// </summary>
    /// <exception cref="IOException">The files are larger than the limit, or the disk is full.</exception>
    public void Export(string folder, long maxBytes, CancellationToken cancellationToken)
    {
        var root = Directory.CreateDirectory(folder).FullName;
        var left = maxBytes;
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = _entries[path];
            var content = ReadBlob(entry.Id, Math.Min(left, Array.MaxLength)).Content
                ?? throw new IOException("The files of the commit are too large to lay out for the test command.");
            left -= content.Length;
            var target = Path.Combine(root, path);
            var parent = Path.GetDirectoryName(target)!;
            if (made.Add(parent))
            {
                Directory.CreateDirectory(parent);
            }

            File.WriteAllBytes(target, content);
            if (entry.Mode == Mode.ExecutableFile && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, File.GetUnixFileMode(target)
                    | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }
        }

        // Links come last, so that no file is written through one.
        foreach (var (path, entry) in _entries.Where(e => e.Value.Mode == Mode.SymbolicLink && SafePath.IsRelative(e.Key)))
        {
            Link(root, path, ReadBlob(entry.Id, 4096).Text);
        }
    }

    private static void Link(string root, string path, string? target)
    {
        var at = Path.Combine(root, path);
        var folder = Path.GetDirectoryName(at)!;
        if (string.IsNullOrEmpty(target) || target.Contains('\0') || Path.IsPathRooted(target)
            || !Path.GetFullPath(Path.Combine(folder, target)).StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(at, target);
    }
}
