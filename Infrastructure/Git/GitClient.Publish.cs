namespace OpsFlow.Infrastructure.Git;

/// <content>Publishing a fix branch to a plain remote.</content>
public sealed partial class GitClient
{
    // Outside of the branches, so that nothing takes it for one.
    private const string CheckedRef = "refs/opsflow/published";

    /// <summary>
    /// Makes one commit on the base commit and creates the branch with it. Running it again finds the branch in place,
    /// also when it was approved again in between; a branch of the same name with another change is left alone and
    /// reported as a conflict.
    /// </summary>
    public async Task<GitPublishResult> PublishAsync(GitPublishRequest request, CancellationToken cancellationToken)
    {
        var url = GitUrl.Normalize(request.RepositoryUrl, request.Credential);
        var branch = GitUrl.CheckBranch(request.Branch);
        string commit;
        using (var tree = GitSourceTree.Open(request.Folder, request.BaseCommit))
        {
            commit = tree.CreateCommit(request);
        }

        var parents = ParentsOf(branch).ToList();
        async Task<GitPublishResult?> FoundAsync()
        {
            var heads = await RemoteHeadsAsync(
                request.RepositoryUrl, [branch, .. parents], request.Credential, cancellationToken);
            if (heads.GetValueOrDefault(branch) is not { } head)
            {
                return parents.FirstOrDefault(heads.ContainsKey) is { } parent
                    ? new(GitPublishOutcome.BranchInTheWay, parent, commit, heads[parent])
                    : null;
            }

            return head == commit || await IsSameChangeAsync(request, url, commit, head, cancellationToken)
                ? new(GitPublishOutcome.AlreadyPublished, branch, head, head)
                : new(GitPublishOutcome.Conflict, branch, commit, head);
        }

        if (await FoundAsync() is { } found)
        {
            return found;
        }

        // The empty lease means "only if the branch does not exist", so a race cannot overwrite.
        var name = Heads + branch;
        var call = new GitCall(
            request.Folder, "push", "--no-verify", $"--force-with-lease={name}:", url, $"{commit}:{name}")
        {
            RemoteUrl = url,
            Credential = request.Credential,
            Timeout = _options.CloneTimeout,
        };
        var push = await _git.TryRunAsync(call, cancellationToken);
        return push.Succeeded
            ? new(GitPublishOutcome.Pushed, branch, commit, commit)
            : await FoundAsync() ?? throw GitFaults.Of(call, push);
    }

    // Git keeps branches as files: "a" and "a/b" cannot both be.
    private static IEnumerable<string> ParentsOf(string branch)
    {
        for (var slash = branch.IndexOf('/'); slash > 0; slash = branch.IndexOf('/', slash + 1))
        {
            yield return branch[..slash];
        }
    }

    // Approved twice, it is another commit of the same contents on the same base.
    private async Task<bool> IsSameChangeAsync(
        GitPublishRequest request, string url, string commit, string head, CancellationToken cancellationToken)
    {
        var fetch = await _git.TryRunAsync(
            new GitCall(
                request.Folder, "fetch", "--no-tags", "--no-write-fetch-head", url,
                $"+{Heads}{request.Branch}:{CheckedRef}")
            {
                RemoteUrl = url,
                Credential = request.Credential,
                Timeout = _options.CloneTimeout,
            },
            cancellationToken);
        return fetch.Succeeded && GitSourceTree.IsSameChange(request.Folder, commit, head);
    }
}
