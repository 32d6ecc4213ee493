using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>
/// Publishes to GitHub through its data API: blobs, tree, one commit, branch, then the pull request, each found before it
/// is created.
/// </summary>
public sealed partial class GitHubFixPublisher(
    AnalysisStore analyses,
    AnalysisSource source,
    IHttpMessageHandlerFactory http,
    GitHubOptions options,
    ILogger<GitHubFixPublisher> logger)
{
    private static readonly string[] Labels = ["opsflow", "bug"];

    /// <summary>Publishes.</summary>
    /// <param name="fix">What.</param>
    /// <param name="repository">Where.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The pull request, or what conflicts.</returns>
    public async Task<PublishResult> PublishAsync(
        ApprovedFix fix, GitHubRepository repository, CancellationToken cancellationToken)
    {
        var client = new GitHubClient(http.CreateHandler("github"), options, repository, fix.Server.Token);
        try
        {
            return await PublishAsync(fix, client, cancellationToken);
        }
        catch (GitHubException e)
        {
            throw new ApplicationFailureException(
                e.Message,
                e,
                errorType: ErrorAnalysisErrors.PublishRefused,
                nonRetryable: !e.IsTransient,
                nextRetryDelay: e.RetryAfter);
        }
    }

    private async Task<PublishResult> PublishAsync(ApprovedFix fix, GitHubClient client, CancellationToken token)
    {
        var record = fix.Record;
        var branch = FixText.Branch(record.Id);
        var into = fix.Server.Branch ?? await client.DefaultBranchAsync(token);
        var head = await client.FindBranchAsync(into, token)
            ?? throw new GitHubException(System.Net.HttpStatusCode.NotFound, $"There is no branch {into}.");
        var baseCommit = await analyses.ChoosePublishBaseAsync(fix.Key, head, token);
        if (await FilesAsync(fix, client, baseCommit, token) is not { } files)
        {
            return new(false, branch, "", null, $"{into} changed where the fix applies ({baseCommit[..8]}).");
        }

        var tree = await client.CreateTreeAsync(await client.TreeOfAsync(baseCommit, token), files, token);
        var commit = await client.CreateCommitAsync(
            FixText.Commit(record, fix.Result, fix.Patch.Hash, fix.Input.ApprovedBy),
            tree,
            baseCommit,
            new DateTimeOffset(fix.Input.ApprovedAt, TimeSpan.Zero),
            token);
        if (!await client.CreateBranchAsync(branch, commit, token)
            && await client.FindBranchAsync(branch, token) is var existing && existing != commit)
        {
            throw new ApplicationFailureException(
                $"The branch {branch} exists and holds something else ({existing}).",
                errorType: ErrorAnalysisErrors.PublishRefused,
                nonRetryable: true);
        }

        var pull = await client.FindPullRequestAsync(branch, token);
        if (pull is null)
        {
            pull = await client.CreatePullRequestAsync(
                branch,
                into,
                FixText.Title(record),
                FixText.Body(record, fix.Result, record.Current.Prepared?.Verification, fix.Input.ApprovedBy),
                fix.Server.DraftPullRequest,
                token);
        }

        await LabelAsync(client, pull.Value.Number, token);
        return new(true, branch, commit, pull.Value.Url, null);
    }

    private async Task LabelAsync(GitHubClient client, long number, CancellationToken token)
    {
        try
        {
            await client.AddLabelsAsync(number, Labels, token);
        }
        catch (GitHubException e) when (!e.IsTransient)
        {
            // A token without that right must not fail a published fix.
            LogNoLabels(logger, number, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Pull request {Number} could not be labeled: {Reason}")]
    private static partial void LogNoLabels(ILogger logger, long number, string reason);

    private async Task<IReadOnlyDictionary<string, string>?> FilesAsync(
        ApprovedFix fix, GitHubClient client, string baseCommit, CancellationToken token)
    {
        if (baseCommit == fix.Patch.BaseCommit)
        {
            return fix.Patch.Files.ToDictionary(f => f.Path, f => f.Content);
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var analyzed = await BlobsAsync(fix, token);
        foreach (var file in fix.Patch.Files)
        {
            if (await client.FindBlobAsync(file.Path, baseCommit, token) == analyzed.GetValueOrDefault(file.Path))
            {
                files[file.Path] = file.Content;
            }
            else if (await client.FindTextAsync(file.Path, baseCommit, token) is { } text
                && Reapply(text, fix.Result.Edits.Where(e => e.Path == file.Path)) is { } patched)
            {
                files[file.Path] = patched;
            }
            else
            {
                return null;
            }
        }

        return files;
    }

    private async Task<Dictionary<string, string?>> BlobsAsync(ApprovedFix fix, CancellationToken token)
    {
        var step = new StepInput(fix.Input.AnalysisId, fix.Input.Round, fix.Patch.BaseCommit);
        var clone = await source.CloneOfRoundAsync(step, fix.Server, _ => { }, token);
        using var tree = clone.OpenTree();
        return fix.Patch.Files.ToDictionary(f => f.Path, f => tree.BlobId(f.Path), StringComparer.Ordinal);
    }

    private static string? Reapply(string text, IEnumerable<CodeEdit> edits)
    {
        foreach (var edit in edits)
        {
            var at = text.IndexOf(edit.Before, StringComparison.Ordinal);
            if (edit.Before.Length == 0 || at < 0 || text.IndexOf(edit.Before, at + 1, StringComparison.Ordinal) >= 0)
            {
                return null;
            }

            text = string.Concat(text.AsSpan(0, at), edit.After, text.AsSpan(at + edit.Before.Length));
        }

        return text;
    }
}
