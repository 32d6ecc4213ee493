using System.Globalization;
using System.Text;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <content>Reading a checkout.</content>
public sealed partial class GitClient
{
    private const int MaxCommits = 50;

    /// <summary>The regular files of a commit with their blob ids; links and submodules are left out.</summary>
    public async Task<IReadOnlyList<GitTreeEntry>> ListTreeAsync(
        string folder,
        string commit,
        CancellationToken cancellationToken)
    {
        var result = await _git.RunAsync(
            new GitCall(folder, "ls-tree", "-r", "-z", "--full-tree", GitUrl.CheckCommit(commit)), cancellationToken);
        if (result.OutputTruncated)
        {
            throw new GitException(GitFailure.TooLarge, "The tree listing is too large.");
        }

        var entries = new List<GitTreeEntry>();
        foreach (var line in result.OutputText.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // <mode> SP <type> SP <object> TAB <path>
            var tab = line.IndexOf('\t');
            var fields = tab < 0 ? [] : line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 3 && fields[0] is "100644" or "100755" && SafePath.IsRelative(line[(tab + 1)..]))
            {
                entries.Add(new GitTreeEntry(line[(tab + 1)..], fields[2], fields[0] == "100755"));
            }
        }

        return entries;
    }

    /// <summary>A file as it is in a commit, or null when it is not there or larger than the limit.</summary>
    public async Task<byte[]?> ReadFileAsync(
        string folder,
        string commit,
        string path,
        int maxBytes,
        CancellationToken cancellationToken)
    {
        if (!SafePath.IsRelative(path))
        {
            throw new GitException(GitFailure.InvalidInput, "The path is not acceptable.");
        }

        var result = await _git.TryRunAsync(
            new GitCall(folder, "cat-file", "blob", $"{GitUrl.CheckCommit(commit)}:{path}") { MaxOutputBytes = maxBytes },
            cancellationToken);
        return result.Succeeded && !result.OutputTruncated ? result.Output : null;
    }

    /// <summary>
    /// The last commits that changed the given lines, newest first; of the whole file when the lines cannot be followed.
    /// A shallow clone knows only as much as it brought.
    /// </summary>
    public async Task<IReadOnlyList<CommitInfo>> RecentCommitsAsync(
        GitCheckout checkout,
        string path,
        int firstLine,
        int lastLine,
        int limit,
        GitCredential? credential,
        CancellationToken cancellationToken)
    {
        if (!SafePath.IsRelative(path) || firstLine < 1 || lastLine < firstLine)
        {
            throw new GitException(GitFailure.InvalidInput, "The path or lines are not acceptable.");
        }

        var url = GitUrl.Normalize(checkout.RepositoryUrl, credential);
        GitCall Log(params string[] what) => new(
            checkout.Folder,
            ["log", $"--max-count={Math.Clamp(limit, 1, MaxCommits)}", "--format=%x1e%H%x1f%an%x1f%at%x1f%s", .. what])
        {
            RemoteUrl = url,
            Credential = credential,
            MaxOutputBytes = 1024 * 1024,
        };
        var result = await _git.TryRunAsync(
            Log("--no-patch", $"-L{firstLine},{lastLine}:{path}", checkout.Commit), cancellationToken);
        if (!result.Succeeded)
        {
            result = await _git.RunAsync(Log("--no-patch", checkout.Commit, "--", path), cancellationToken);
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
        var url = GitUrl.Normalize(repositoryUrl, credential);
        var name = $"refs/heads/{GitUrl.CheckBranch(branch)}";
        var result = await _git.RunAsync(
            new GitCall(Path.GetTempPath(), "ls-remote", url, name) { RemoteUrl = url, Credential = credential },
            cancellationToken);
        return result.OutputText.Split('\n')
            .Select(line => line.Split('\t'))
            .FirstOrDefault(fields => fields.Length == 2 && fields[1].Trim() == name)?[0];
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
