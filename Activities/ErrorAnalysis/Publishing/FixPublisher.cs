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
    GitHubFixPublisher gitHub)
{
    private readonly FixText _text = new(redactor);

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
            throw new ApplicationFailureException(
                "The stored patch is not the one that was approved.",
                errorType: ErrorAnalysisErrors.PublishRefused,
                nonRetryable: true);
        }

        var fix = new ApprovedFix(input, key, record, server, patch, result);
        return GitHubRepository.Parse(
            server.GitHubRepository ?? server.RepositoryUrl, gitHubOptions.Host) is { } repository
            ? await gitHub.PublishAsync(fix, repository, cancellationToken)
            : await PushAsync(fix, report, cancellationToken);
    }

    private async Task<PublishResult> PushAsync(ApprovedFix fix, Action<string> report, CancellationToken token)
    {
        var (input, record, server) = (fix.Input, fix.Record, fix.Server);
        var branch = FixText.Branch(record.Id);
        try
        {
            var head = await git.RemoteHeadAsync(
                server.RepositoryUrl, record.Current.Base!.Branch, AnalysisSource.Credential(server), token)
                ?? throw new ApplicationFailureException(
                    $"The branch {record.Current.Base.Branch} is gone.",
                    errorType: ErrorAnalysisErrors.PublishRefused,
                    nonRetryable: true);
            var baseCommit = await analyses.ChoosePublishBaseAsync(fix.Key, head, token);
            var step = new StepInput(input.AnalysisId, input.Round, fix.Patch.BaseCommit);
            var clone = await source.CloneOfRoundAsync(step, server, report, token);
            IReadOnlyDictionary<string, string> files = fix.Patch.Files.ToDictionary(f => f.Path, f => f.Content);
            if (baseCommit != fix.Patch.BaseCommit)
            {
                var moved = await source.CloneAsync(
                    input.AnalysisId, $"{input.Round}-publish", server, baseCommit, report, token);
                if (await ReapplyAsync(fix, clone, moved, token) is not { } reapplied)
                {
                    return new(
                        false,
                        branch,
                        "",
                        null,
                        $"{record.Current.Base.Branch} changed where the fix applies ({baseCommit[..8]}).");
                }

                (clone, files) = (moved, reapplied);
            }

            var result = await git.PublishAsync(
                new GitPublishRequest
                {
                    Folder = clone.Folder,
                    RepositoryUrl = server.RepositoryUrl,
                    BaseCommit = baseCommit,
                    Branch = branch,
                    Files = files,
                    Message = _text.Commit(record, fix.Result, fix.Patch.Hash, input.ApprovedBy),
                    Date = new DateTimeOffset(input.ApprovedAt, TimeSpan.Zero),
                    Credential = AnalysisSource.Credential(server),
                },
                token);
            return result.Outcome == GitPublishOutcome.Conflict
                ? throw new ApplicationFailureException(
                    $"The branch {branch} exists and holds something else.",
                    errorType: ErrorAnalysisErrors.PublishRefused,
                    nonRetryable: true)
                : new(true, branch, result.Commit, null, null);
        }
        catch (GitException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: ErrorAnalysisErrors.PublishRefused, nonRetryable: !e.IsTransient);
        }
    }

    // Files that did not change take the approved contents; others take the same edits if they still apply.
    private async Task<IReadOnlyDictionary<string, string>?> ReapplyAsync(
        ApprovedFix fix, GitClone analyzed, GitClone moved, CancellationToken token)
    {
        using var before = analyzed.OpenTree();
        using var now = moved.OpenTree();
        if (fix.Patch.Files.All(f => before.BlobId(f.Path) == now.BlobId(f.Path)))
        {
            return fix.Patch.Files.ToDictionary(f => f.Path, f => f.Content);
        }

        var built = await patches.BuildAsync(now, fix.Result.Edits, token);
        return built.IsUsable ? built.Patch!.Files.ToDictionary(f => f.Path, f => f.Content) : null;
    }
}
