using LibGit2Sharp;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Infrastructure.Git;

/// <content>Where symbolic links lead, told from the objects alone.</content>
public sealed partial class GitSourceTree
{
    private const int MaxLinks = 10_000;
    private const int MaxLinkLength = 4096;
    private const int MaxLinkDepth = 16;

    private List<SourceLink> ReadLinks() =>
    [
        .. _entries.Where(e => e.Value.Mode is Mode.SymbolicLink or Mode.GitLink && SafePath.IsRelative(e.Key))
            .Take(MaxLinks)
            .Select(e => e.Value.Mode == Mode.GitLink
                ? new SourceLink(e.Key, null, IsSubmodule: true)
                : new SourceLink(e.Key, Follow(e.Key, 0))),
    ];

    // Null when it leads out of the tree or round in a circle.
    private string? Follow(string path, int depth)
    {
        var parts = new List<string>();
        var all = path.Split('/');
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] is "" or ".")
            {
                continue;
            }

            if (all[i] == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
                continue;
            }

            parts.Add(all[i]);
            if (!_entries.TryGetValue(string.Join('/', parts), out var entry) || entry.Mode != Mode.SymbolicLink)
            {
                continue;
            }

            var target = ReadBlob(entry.Id, MaxLinkLength).Text;
            return depth == MaxLinkDepth || string.IsNullOrEmpty(target) || target[0] == '/'
                ? null
                : Follow(string.Join('/', parts.SkipLast(1).Append(target).Concat(all.Skip(i + 1))), depth + 1);
        }

        return string.Join('/', parts);
    }
}
