using System.Globalization;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <content>Reading a clone.</content>
public sealed partial class GitClient
{
    private const int MaxCommits = 50;

    // Of our own: a shared temporary folder may hold somebody's repository, whose configuration git would obey.
    private static readonly Lazy<string> s_emptyFolder = new(
        () => Directory.CreateTempSubdirectory("opsflow-git-").FullName);

    /// <summary>
    /// The last commits that changed the given lines, newest first; of the whole file when the lines cannot be
    /// followed. A shallow clone knows only as much as it brought.
    /// </summary>
    public async Task<IReadOnlyList<CommitInfo>> RecentCommitsAsync(
        GitClone clone,
        string path,
        int firstLine,
        int lastLine,
        int limit,
        GitCredential? credential,
        CancellationToken cancellationToken)
    {
        if (!SafePath.IsRelative(path) || firstLine < 1 || lastLine < firstLine)
        {
            throw new GitException(GitFailure.InvalidInput, GitWords.PathOrLines);
        }

        var url = GitUrl.Normalize(clone.RepositoryUrl, credential);
        GitCall Log(params string[] what) => new(
            clone.Folder,
            ["log", $"--max-count={Math.Clamp(limit, 1, MaxCommits)}", "--format=%x1e%H%x1f%an%x1f%at%x1f%s", .. what])
        {
            RemoteUrl = url,
            Credential = credential,
            MaxOutputBytes = 1024 * 1024,
        };
        var result = await _git.TryRunAsync(
            Log("--no-patch", $"-L{firstLine},{lastLine}:{path}", clone.Commit), cancellationToken);
        if (!result.Succeeded)
        {
            result = await _git.RunAsync(Log("--no-patch", clone.Commit, "--", path), cancellationToken);
        }

        return ParseLog(result.OutputText);
    }

    /// <summary>The head of a branch of the remote now, or null when there is no such branch.</summary>
    public async Task<string?> RemoteHeadAsync(
        string repositoryUrl,
        string branch,
        GitCredential? credential,
        CancellationToken cancellationToken)
    {
        var heads = await RemoteHeadsAsync(repositoryUrl, [branch], credential, cancellationToken);
        return heads.GetValueOrDefault(branch);
    }

    private async Task<Dictionary<string, string>> RemoteHeadsAsync(
        string repositoryUrl,
        IReadOnlyList<string> branches,
        GitCredential? credential,
        CancellationToken cancellationToken)
    {
        var url = GitUrl.Normalize(repositoryUrl, credential);
        var names = branches.Select(b => Heads + GitUrl.CheckBranch(b)).ToList();
        var result = await _git.RunAsync(
            new GitCall(s_emptyFolder.Value, ["ls-remote", url, .. names]) { RemoteUrl = url, Credential = credential },
            cancellationToken);
        // A name also finds longer ones that end so.
        return RefsOf(result).Where(r => names.Contains(r.Name)).DistinctBy(r => r.Name)
            .ToDictionary(r => r.Name[Heads.Length..], r => r.Id, StringComparer.Ordinal);
    }

    private static List<CommitInfo> ParseLog(string text)
    {
        var commits = new List<CommitInfo>();
        foreach (var record in text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = record.TrimEnd('\n').Split('\u001f');
            if (fields.Length == 4
                && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds < 253402300799)
            {
                commits.Add(new CommitInfo(
                    fields[0], fields[1], DateTimeOffset.FromUnixTimeSeconds(seconds), fields[3].Trim()));
            }
        }

        return commits;
    }
}
