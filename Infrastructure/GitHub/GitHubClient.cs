using System.Net;
using System.Text;
using Octokit;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>One repository on GitHub, with the few calls that publishing needs. Each throws <see cref="GitHubException"/>.</summary>
/// <param name="handler">Sends the requests; it is not disposed of.</param>
/// <param name="options">Where GitHub is.</param>
/// <param name="repository">The repository.</param>
/// <param name="token">The token; null for none.</param>
public sealed class GitHubClient(
    HttpMessageHandler handler, GitHubOptions options, GitHubRepository repository, string? token)
{
    private const string OrdinaryFile = "100644";
    private const string ExecutableFile = "100755";
    private readonly GitHubCalls _calls = new(handler, options, token);

    private string Owner => repository.Owner;

    private string Name => repository.Name;

    /// <summary>The default branch.</summary>
    public Task<string> DefaultBranchAsync(CancellationToken cancellationToken) => _calls.RunAsync(
        async client => Required((await client.Repository.Get(Owner, Name))?.DefaultBranch, "default_branch"),
        cancellationToken);

    /// <summary>The commit that a branch points at, or null if there is no such branch.</summary>
    public Task<string?> FindBranchAsync(string branch, CancellationToken cancellationToken) => _calls.FindAsync(
        async client =>
        {
            // The typed call uses an older address, which also answers for branches that only begin so.
            var path = string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));
            var found = await client.Connection.Get<Reference>(
                new Uri($"repos/{Owner}/{Name}/git/ref/heads/{path}", UriKind.Relative),
                new Dictionary<string, string>());
            return Required(found.Body?.Object?.Sha, "object.sha");
        },
        cancellationToken);

    /// <summary>The tree of a commit.</summary>
    public Task<string> TreeOfAsync(string commit, CancellationToken cancellationToken) => _calls.RunAsync(
        async client => Required((await client.Git.Commit.Get(Owner, Name, commit))?.Tree?.Sha, "tree.sha"),
        cancellationToken);

    /// <summary>The blob id of a file of a commit, or null if there is no such file.</summary>
    public Task<string?> FindBlobAsync(string path, string commit, CancellationToken cancellationToken) => _calls.FindAsync(
        async client => Required(
            (await client.Repository.Content.GetAllContentsByRef(Owner, Name, path, commit)) is [{ Type.Value: ContentType.File } file]
                ? file.Sha
                : null,
            "sha"),
        cancellationToken);

    /// <summary>A file's text, of any size that GitHub keeps, or null if there is no such file.</summary>
    public async Task<string?> FindTextAsync(string path, string commit, CancellationToken cancellationToken) =>
        await FindBlobAsync(path, commit, cancellationToken) is not { } sha ? null : await _calls.RunAsync(
            async client => await client.Git.Blob.Get(Owner, Name, sha) is var blob && blob.Encoding == EncodingType.Base64
                ? Encoding.UTF8.GetString(Convert.FromBase64String(blob.Content))
                : blob.Content,
            cancellationToken);

    /// <summary>Makes a tree on top of another. Executable files stay executable.</summary>
    /// <param name="baseTree">The other tree.</param>
    /// <param name="files">Complete contents by path.</param>
    /// <param name="cancellationToken">Stops between and within the requests.</param>
    /// <returns>The tree.</returns>
    public Task<string> CreateTreeAsync(
        string baseTree, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            async client =>
            {
                var whole = await client.Git.Tree.GetRecursive(Owner, Name, baseTree);
                var made = new NewTree { BaseTree = baseTree };
                foreach (var (path, content) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    // A very large tree is not given whole; folder by folder it is.
                    var old = whole.Truncated
                        ? await WalkAsync(client, baseTree, path)
                        : whole.Tree.FirstOrDefault(e => e.Path == path);
                    var blob = await client.Git.Blob.Create(
                        Owner, Name, new NewBlob { Content = content, Encoding = EncodingType.Utf8 });
                    made.Tree.Add(new NewTreeItem
                    {
                        Path = path,
                        Mode = old?.Mode == ExecutableFile ? ExecutableFile : OrdinaryFile,
                        Type = TreeType.Blob,
                        Sha = Required(blob?.Sha, "sha"),
                    });
                }

                return Required((await client.Git.Tree.Create(Owner, Name, made))?.Sha, "sha");
            },
            cancellationToken);

    /// <summary>Makes a commit. The same arguments always make the same commit.</summary>
    /// <param name="message">The message.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="parent">The parent.</param>
    /// <param name="date">The time of author and committer.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The commit.</returns>
    public Task<string> CreateCommitAsync(
        string message, string tree, string parent, DateTimeOffset date, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            async client =>
            {
                var who = new Committer("OpsFlow", "opsflow@localhost", date.ToUniversalTime());
                var commit = new NewCommit(message, tree, [parent]) { Author = who, Committer = who };
                return Required((await client.Git.Commit.Create(Owner, Name, commit))?.Sha, "sha");
            },
            cancellationToken);

    /// <summary>Makes a branch.</summary>
    /// <returns>False if there is such a branch already.</returns>
    public async Task<bool> CreateBranchAsync(string branch, string commit, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.RunAsync(
                client => client.Git.Reference.Create(Owner, Name, new NewReference($"refs/heads/{branch}", commit)),
                cancellationToken);
            return true;
        }
        catch (GitHubException e) when (e.StatusCode == HttpStatusCode.UnprocessableEntity
            && e.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
    }

    /// <summary>Finds a pull request of a branch, open or not.</summary>
    /// <returns>Its number and page, or null.</returns>
    public Task<(long Number, string Url)?> FindPullRequestAsync(string branch, CancellationToken cancellationToken) =>
        _calls.RunAsync<(long, string)?>(
            async client =>
            {
                var all = await client.PullRequest.GetAllForRepository(
                    Owner,
                    Name,
                    new PullRequestRequest { State = ItemStateFilter.All, Head = $"{Owner}:{branch}" },
                    new ApiOptions { PageCount = 1, PageSize = 100 });
                // Checked again: a server that ignores the filter must not make us take another's request.
                var pull = all.FirstOrDefault(p => p.Head?.Ref == branch);
                return pull is null ? null : (pull.Number, Required(pull.HtmlUrl, "html_url"));
            },
            cancellationToken);

    /// <summary>Opens a pull request.</summary>
    /// <param name="branch">The branch to merge.</param>
    /// <param name="into">The branch to merge into.</param>
    /// <param name="title">The title.</param>
    /// <param name="body">Markdown.</param>
    /// <param name="draft">Whether it is a draft.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>Its number and page.</returns>
    public Task<(long Number, string Url)> CreatePullRequestAsync(
        string branch, string into, string title, string body, bool draft, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            async client =>
            {
                var pull = await client.PullRequest.Create(
                    Owner, Name, new NewPullRequest(title, branch, into) { Body = body, Draft = draft });
                return ((long)pull.Number, Required(pull.HtmlUrl, "html_url"));
            },
            cancellationToken);

    /// <summary>Adds labels to a pull request.</summary>
    public Task AddLabelsAsync(long number, IEnumerable<string> labels, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            client => client.Issue.Labels.AddToIssue(Owner, Name, checked((int)number), [.. labels]), cancellationToken);

    private static string Required(string? value, string name) => !string.IsNullOrEmpty(value)
        ? value
        : throw new GitHubException(HttpStatusCode.BadGateway, $"GitHub's answer has no {name}");

    private async Task<TreeItem?> WalkAsync(IGitHubClient client, string tree, string path)
    {
        TreeItem? entry = null;
        foreach (var name in path.Split('/'))
        {
            var folder = await client.Git.Tree.Get(Owner, Name, entry?.Sha ?? tree);
            entry = folder.Tree.FirstOrDefault(e => e.Path == name);
            if (entry is null)
            {
                return null;
            }
        }

        return entry;
    }
}
