using OpsFlow.Domain.CodeAnalysis;
using System.Text;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <content>Publishing a fix branch to a plain remote.</content>
public sealed partial class GitClient
{
    private const int MaxPublishedFiles = 200;

    /// <summary>
    /// Makes one commit on the base commit and creates the branch with it. Running it again with the same request finds the
    /// branch in place; a branch of the same name with another head is left alone and reported as a conflict.
    /// </summary>
    public async Task<GitPublishResult> PublishAsync(GitPublishRequest request, CancellationToken cancellationToken)
    {
        var url = GitUrl.Normalize(request.RepositoryUrl, request.Credential);
        var branch = GitUrl.CheckBranch(request.Branch);
        var commit = await CreateCommitAsync(request, cancellationToken);
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

    private async Task<string> CreateCommitAsync(GitPublishRequest request, CancellationToken cancellationToken)
    {
        var baseCommit = GitUrl.CheckCommit(request.BaseCommit);
        if (request.Files.Count is 0 or > MaxPublishedFiles || request.Files.Keys.Any(p => !SafePath.IsRelative(p)))
        {
            throw new GitException(GitFailure.InvalidInput, "The files to publish are not acceptable.");
        }

        // An index of its own: the working tree and its index stay as they are, and two publishes do not meet.
        var index = Path.Combine(request.Folder, ".git", $"opsflow-index-{Guid.NewGuid():N}");
        var date = $"{request.Date.ToUnixTimeSeconds()} +0000";
        var environment = new Dictionary<string, string>
        {
            ["GIT_INDEX_FILE"] = index,
            ["GIT_AUTHOR_NAME"] = OneLine(request.AuthorName),
            ["GIT_AUTHOR_EMAIL"] = OneLine(request.AuthorEmail),
            ["GIT_AUTHOR_DATE"] = date,
            ["GIT_COMMITTER_NAME"] = OneLine(request.AuthorName),
            ["GIT_COMMITTER_EMAIL"] = OneLine(request.AuthorEmail),
            ["GIT_COMMITTER_DATE"] = date,
        };
        async Task<string> RunAsync(string? input, params string[] arguments)
        {
            var call = new GitCall(request.Folder, arguments)
            {
                Environment = environment,
                Input = input is null ? null : Encoding.UTF8.GetBytes(input),
            };
            return (await _git.RunAsync(call, cancellationToken)).OutputText.Trim();
        }

        try
        {
            await RunAsync(null, "read-tree", baseCommit);
            var modes = (await ListTreeAsync(request.Folder, baseCommit, cancellationToken))
                .Where(e => e.IsExecutable).Select(e => e.Path).ToHashSet();
            foreach (var (path, content) in request.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                var blob = await RunAsync(content, "hash-object", "-w", "--no-filters", "--stdin");
                var mode = modes.Contains(path) ? "100755" : "100644";
                await RunAsync($"{mode} {blob}\t{path}\0", "update-index", "-z", "--add", "--replace", "--index-info");
            }

            var tree = await RunAsync(null, "write-tree", "--missing-ok");
            return await RunAsync(request.Message, "commit-tree", tree, "-p", baseCommit, "-F", "-");
        }
        finally
        {
            File.Delete(index);
        }
    }

    private static string OneLine(string text) =>
        new([.. text.Where(c => !char.IsControl(c) && c is not ('<' or '>')).Take(200)]);
}
