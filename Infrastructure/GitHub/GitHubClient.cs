using System.Net;
using System.Text;
using Octokit;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>
/// One repository on GitHub, with the few calls that publishing needs. Each throws <see cref="GitHubException"/>.
/// </summary>
/// <param name="handler">Sends the requests; it is not disposed of.</param>
/// <param name="options">Where GitHub is.</param>
/// <param name="token">The token; null for none.</param>
public sealed class GitHubClient(
    HttpMessageHandler handler, GitHubOptions options, GitHubRepository repository, string? token)
{
    private const string OrdinaryFile = "100644";
    private const string ExecutableFile = "100755";
    private readonly GitHubCalls _calls = new(handler, options, $"{repository.Owner}/{repository.Name}", token);

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
            var reference = found.Body?.Ref;
            return !string.IsNullOrEmpty(reference) && reference != $"refs/heads/{branch}"
                ? throw new GitHubException(HttpStatusCode.NotFound, $"There is no branch {branch}")
                : Required(found.Body?.Object?.Sha, "object.sha");
        },
        cancellationToken);

    /// <summary>Whether there is a branch named as a part of this name before a slash, beside which it cannot be.
    /// </summary>
    public async Task<bool> IsBranchInTheWayAsync(string branch, CancellationToken cancellationToken)
    {
        for (var slash = branch.IndexOf('/'); slash > 0; slash = branch.IndexOf('/', slash + 1))
        {
            if (await FindBranchAsync(branch[..slash], cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tree of a commit.</summary>
    public Task<string> TreeOfAsync(string commit, CancellationToken cancellationToken) => _calls.RunAsync(
        async client => Required((await client.Git.Commit.Get(Owner, Name, commit))?.Tree?.Sha, "tree.sha"),
        cancellationToken);

    /// <summary>The blob id of a file of a commit, or null if there is no such file.</summary>
    public Task<string?> FindBlobAsync(string path, string commit, CancellationToken cancellationToken) =>
        _calls.FindAsync(
            async client => Required(
                (await client.Repository.Content.GetAllContentsByRef(Owner, Name, path, commit))
                    is [{ Type.Value: ContentType.File } file]
                    ? file.Sha
                    : null,
                "sha"),
            cancellationToken);

    /// <summary>A file's text, of any size that GitHub keeps, or null if there is no such file.</summary>
    public async Task<string?> FindTextAsync(string path, string commit, CancellationToken cancellationToken) =>
        await FindBlobAsync(path, commit, cancellationToken) is not { } sha ? null : await _calls.RunAsync(
            async client =>
                await client.Git.Blob.Get(Owner, Name, sha) is var blob && blob.Encoding == EncodingType.Base64
                ? Encoding.UTF8.GetString(Convert.FromBase64String(blob.Content))
                : blob.Content,
            cancellationToken);

    /// <summary>Makes a tree on top of another. Executable files stay executable.</summary>
    /// <param name="baseTree">The other tree.</param>
    /// <param name="files">Complete contents by path.</param>
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

    /// <summary>Makes a commit. The same arguments with an author always make the same commit.</summary>
    /// <param name="author">Author and committer; null for the token's own, whose commits GitHub signs if it is an
    /// app's.</param>
    public Task<string> CreateCommitAsync(
        string message, string tree, string parent, GitHubAuthor? author, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            async client =>
            {
                var commit = new NewCommit(message, tree, [parent]);
                if (author is not null)
                {
                    commit.Author = commit.Committer =
                        new Committer(author.Name, author.Email, author.Date.ToUniversalTime());
                }

                return Required((await client.Git.Commit.Create(Owner, Name, commit))?.Sha, "sha");
            },
            cancellationToken);

    /// <summary>Whether a commit is this tree on this parent, whoever made it and when.</summary>
    public Task<bool> IsChangeAsync(string commit, string tree, string parent, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            async client => await client.Git.Commit.Get(Owner, Name, commit) is { } found
                && found.Tree?.Sha == tree && found.Parents is [var only] && only.Sha == parent,
            cancellationToken);

    /// <summary>Whether GitHub cannot make a branch of this name, say because one is named as a part of it.</summary>
    public static bool IsNameRefused(GitHubException refusal) => IsRefused(refusal, "Reference update failed");

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
        catch (GitHubException e) when (IsRefused(e, "already exists"))
        {
            return false;
        }
    }

    /// <summary>Finds a pull request of a branch, open or not.</summary>
    /// <returns>Its number and page, or null.</returns>
    public Task<(long Number, string Url)?> FindPullRequestAsync(string branch, CancellationToken cancellationToken) =>
        FindPullRequestAsync(branch, $"{Owner}:{branch}", cancellationToken);

    /// <summary>Opens a pull request, or takes the one that there is.</summary>
    /// <param name="branch">The branch to merge.</param>
    /// <param name="into">The branch to merge into.</param>
    /// <param name="body">Markdown.</param>
    /// <param name="draft">Whether it is a draft, where the repository has drafts.</param>
    /// <returns>Its number and page.</returns>
    public async Task<(long Number, string Url)> CreatePullRequestAsync(
        string branch, string into, string title, string body, bool draft, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.RunAsync(
                async client =>
                {
                    var pull = await client.PullRequest.Create(
                        Owner, Name, new NewPullRequest(title, branch, into) { Body = body, Draft = draft });
                    return ((long)pull.Number, Required(pull.HtmlUrl, "html_url"));
                },
                cancellationToken);
        }
        catch (GitHubException e) when (draft && IsRefused(e, "draft"))
        {
            return await CreatePullRequestAsync(branch, into, title, body, false, cancellationToken);
        }
        catch (GitHubException e) when (IsRefused(e, "already exists"))
        {
            // Another attempt was faster, or the owner has another name by now, by which it was not found.
            return await FindPullRequestAsync(branch, null, cancellationToken)
                ?? throw new GitHubException(e.StatusCode, e.Message);
        }
    }

    /// <summary>Adds labels to a pull request.</summary>
    public Task AddLabelsAsync(long number, IEnumerable<string> labels, CancellationToken cancellationToken) =>
        _calls.RunAsync(
            client => client.Issue.Labels.AddToIssue(Owner, Name, checked((int)number), [.. labels]),
            cancellationToken);

    private Task<(long Number, string Url)?> FindPullRequestAsync(
        string branch, string? head, CancellationToken cancellationToken) =>
        _calls.RunAsync<(long, string)?>(
            async client =>
            {
                var all = await client.PullRequest.GetAllForRepository(
                    Owner,
                    Name,
                    new PullRequestRequest { State = ItemStateFilter.All, Head = head },
                    new ApiOptions { PageCount = 1, PageSize = 100 });
                // Checked again: a server that ignores the filter must not make us take another's request.
                var pull = all.FirstOrDefault(p => p.Head?.Ref == branch);
                return pull is null ? null : (pull.Number, Required(pull.HtmlUrl, "html_url"));
            },
            cancellationToken);

    private static bool IsRefused(GitHubException e, string reason) =>
        e.StatusCode == HttpStatusCode.UnprocessableEntity
        && e.Message.Contains(reason, StringComparison.OrdinalIgnoreCase);

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
