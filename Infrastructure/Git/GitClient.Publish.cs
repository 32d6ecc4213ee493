namespace OpsFlow.Infrastructure.Git;

/// <content>Publishing a fix branch to a plain remote.</content>
public sealed partial class GitClient
{
    /// <summary>
    /// Makes one commit on the base commit and creates the branch with it. Running it again with the same request finds the
    /// branch in place; a branch of the same name with another head is left alone and reported as a conflict.
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

        GitPublishResult Result(GitPublishOutcome outcome, string head) => new(outcome, branch, commit, head);

        var head = await RemoteHeadAsync(request.RepositoryUrl, branch, request.Credential, cancellationToken);
        if (head is not null)
        {
            return Result(head == commit ? GitPublishOutcome.AlreadyPublished : GitPublishOutcome.Conflict, head);
        }

        // The empty lease means "only if the branch does not exist", so a race cannot overwrite.
        var name = $"refs/heads/{branch}";
        var call = new GitCall(
            request.Folder, "push", "--no-verify", $"--force-with-lease={name}:", url, $"{commit}:{name}")
        {
            RemoteUrl = url,
            Credential = request.Credential,
            Timeout = _options.CloneTimeout,
        };
        var push = await _git.TryRunAsync(call, cancellationToken);
        if (push.Succeeded)
        {
            return Result(GitPublishOutcome.Pushed, commit);
        }

        head = await RemoteHeadAsync(request.RepositoryUrl, branch, request.Credential, cancellationToken);
        return head is null
            ? throw GitRunner.Failed(call, push)
            : Result(head == commit ? GitPublishOutcome.AlreadyPublished : GitPublishOutcome.Conflict, head);
    }
}
