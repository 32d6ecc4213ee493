using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>
/// Publishes an approved patch: to a plain remote as a branch, to GitHub as a branch with a pull request. The commit to
/// put it on is chosen once and stored, so that a repeat makes the same commit and finds it in place.
/// </summary>
public sealed class FixPublisher(
    AnalysisSource source,
    AnalysisStore analyses,
    GitClient git,
    PatchBuilder patches,
    GitHubOptions gitHubOptions,
    Redactor redactor,
    FixReproof reproof,
    GitHubFixPublisher gitHub)
{
    private readonly FixText _text = new(redactor);

    /// <summary>The repository that fixes of a server go to, in one form for each.</summary>
    public static string TargetOf(ServerRecord server, GitHubOptions options) =>
        RepositoryOf(server, options) is { } repository
            ? $"{options.Host}/{repository.Owner}/{repository.Name}".ToLowerInvariant()
            : server.RepositoryUrl;

    /// <summary>Publishes.</summary>
    /// <param name="key">The round.</param>
    /// <param name="report">Told the progress.</param>
    /// <returns>Where it is, or what conflicts.</returns>
    public async Task<PublishResult> PublishAsync(
        PublishInput input,
        RoundKey key,
        AnalysisRecord record,
        ServerRecord server,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        if (record.Current is not { Prepared.Patch: { } patch, Result: { } result } || patch.Hash != input.PatchHash)
        {
            throw ApprovedFix.Refused(PublishingWords.OtherPatch);
        }

        var fix = new ApprovedFix(input, key, record, server, patch, result);
        // The entry may have been changed while the fix waited: nobody approved it for that repository.
        if (record.Current.Base?.Target is { } shown && TargetOf(server, gitHubOptions) is var now && now != shown)
        {
            return fix.ForAnotherRepository(shown, now);
        }

        return RepositoryOf(server, gitHubOptions) is { } repository
            ? await gitHub.PublishAsync(fix, repository, report, cancellationToken)
            : await PushAsync(
                fix with { Server = await source.WithTokenAsync(server, cancellationToken) }, report,
                cancellationToken);
    }

    private static GitHubRepository? RepositoryOf(ServerRecord server, GitHubOptions options) =>
        GitHubRepository.Parse(server.GitHubRepository ?? server.RepositoryUrl, options.Host);

    private async Task<PublishResult> PushAsync(ApprovedFix fix, Action<string> report, CancellationToken token)
    {
        var (input, record, server) = (fix.Input, fix.Record, fix.Server);
        var into = record.Current.Base!.Branch;
        try
        {
            var head = await git.RemoteHeadAsync(server.RepositoryUrl, into, AnalysisSource.Credential(server), token)
                ?? throw ApprovedFix.Refused(PublishingWords.FormatBranchGone(into));
            var baseCommit = await analyses.ChoosePublishBaseAsync(fix.Key, head, token);
            var step = new StepInput(input.AnalysisId, input.Round, fix.Patch.BaseCommit);
            var clone = await source.CloneOfRoundAsync(step, record, server, report, token);
            IReadOnlyDictionary<string, string> files = fix.Patch.Files.ToDictionary(f => f.Path, f => f.Content);
            if (baseCommit != fix.Patch.BaseCommit)
            {
                var moved = await source.CloneAsync(
                    input.AnalysisId, $"{input.Round}-publish", server, into, baseCommit, report, token);
                if (await ReapplyAsync(fix, clone, moved, token) is not var (reapplied, madeAgain))
                {
                    return fix.BaseChanged(into, baseCommit);
                }

                if (madeAgain is not null
                    && await reproof.ProveAsync(
                        fix, into, baseCommit, reapplied, report, token, (moved, madeAgain)) is { } proof
                    && !FixReproof.Allows(record.Current.Prepared?.Verification, proof))
                {
                    return fix.NotProvenAgain(into, baseCommit, proof);
                }

                (clone, files) = (moved, reapplied);
            }

            return await PushAsync(fix, clone, baseCommit, files, token);
        }
        catch (GitException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: ErrorAnalysisErrors.PublishRefused, nonRetryable: !e.IsTransient);
        }
    }

    private async Task<PublishResult> PushAsync(
        ApprovedFix fix, GitClone clone, string baseCommit, IReadOnlyDictionary<string, string> files,
        CancellationToken token)
    {
        var request = new GitPublishRequest
        {
            Folder = clone.Folder,
            RepositoryUrl = fix.Server.RepositoryUrl,
            BaseCommit = baseCommit,
            Branch = "",
            Files = files,
            Message = _text.Commit(fix.Record, fix.Result, fix.Patch.Hash, fix.Input.ApprovedBy),
            AuthorName = fix.AuthorName,
            AuthorEmail = fix.AuthorEmail,
            Date = new DateTimeOffset(fix.Input.ApprovedAt, TimeSpan.Zero),
            Credential = AnalysisSource.Credential(fix.Server),
        };
        var inTheWay = "";
        foreach (var branch in fix.Branches)
        {
            if (inTheWay.Length > 0 && branch.StartsWith(inTheWay + "/", StringComparison.Ordinal))
            {
                continue;
            }

            var result = await git.PublishAsync(request with { Branch = branch }, token);
            if (result.Outcome is GitPublishOutcome.Pushed or GitPublishOutcome.AlreadyPublished)
            {
                return new(true, branch, result.Commit, null, null);
            }

            inTheWay = result.Outcome == GitPublishOutcome.BranchInTheWay ? result.Branch : inTheWay;
        }

        throw ApprovedFix.Refused(PublishingWords.FormatBranchesTaken(fix.Branches.First()));
    }

    // Files that did not change take the approved contents; others take the same edits if they still apply.
    private async Task<(IReadOnlyDictionary<string, string> Files, Patch? MadeAgain)?> ReapplyAsync(
        ApprovedFix fix, GitClone analyzed, GitClone moved, CancellationToken token)
    {
        using var before = analyzed.OpenTree();
        using var now = moved.OpenTree();
        if (fix.Patch.Files.All(f => before.BlobId(f.Path) == now.BlobId(f.Path)))
        {
            return (fix.Patch.Files.ToDictionary(f => f.Path, f => f.Content), null);
        }

        var built = await patches.BuildAsync(now, fix.Result.Edits, token);
        return built is { IsUsable: true, Patch: { } patch }
            ? (patch.Files.ToDictionary(f => f.Path, f => f.Content), patch)
            : null;
    }
}
