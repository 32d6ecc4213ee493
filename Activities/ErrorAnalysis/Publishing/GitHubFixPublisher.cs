using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>
/// Publishes to GitHub through its data API: blobs, tree, one commit, branch, then the pull request, each found before
/// it is created.
/// </summary>
public sealed partial class GitHubFixPublisher(
    AnalysisStore analyses,
    AnalysisSource source,
    PatchBuilder patches,
    FixReproof reproof,
    IHttpMessageHandlerFactory http,
    GitHubOptions options,
    Redactor redactor,
    ILogger<GitHubFixPublisher> logger)
{
    private static readonly string[] s_labels = ["opsflow", "bug"];

    private readonly FixText _text = new(redactor);

    /// <summary>Publishes.</summary>
    /// <param name="report">Told the progress.</param>
    /// <returns>The pull request, or what conflicts.</returns>
    public async Task<PublishResult> PublishAsync(
        ApprovedFix fix, GitHubRepository repository, Action<string> report, CancellationToken cancellationToken)
    {
        try
        {
            return await PublishAsync(fix, repository, mayRepeat: true, report, cancellationToken);
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

    private async Task<PublishResult> PublishAsync(
        ApprovedFix fix, GitHubRepository repository, bool mayRepeat, Action<string> report,
        CancellationToken cancellationToken)
    {
        var secret = await source.PublishingTokenAsync(fix.Server, repository, cancellationToken);
        try
        {
            return await PublishAsync(
                fix, new GitHubClient(http.CreateHandler("github"), options, repository, secret),
                AuthorOf(fix, secret), report, cancellationToken);
        }
        catch (GitHubException e) when (e.StatusCode == HttpStatusCode.Unauthorized
            && source.ForgetToken(repository, secret) && mayRepeat)
        {
            // It was taken back before its time: all that was made so far is found again with another one.
        }

        return await PublishAsync(fix, repository, mayRepeat: false, report, cancellationToken);
    }

    private async Task<PublishResult> PublishAsync(
        ApprovedFix fix, GitHubClient client, GitHubAuthor? author, Action<string> report, CancellationToken token)
    {
        var record = fix.Record;
        // The branch that was looked at and approved, whatever the default is by now.
        var into = record.Current.Base?.Branch ?? fix.Server.Branch ?? await client.DefaultBranchAsync(token);
        if (await client.FindBranchAsync(into, token) is not { } head)
        {
            // Says first whether there is a repository at all.
            await client.DefaultBranchAsync(token);
            throw ApprovedFix.Refused(PublishingWords.FormatBranchGone(into));
        }

        var baseCommit = await analyses.ChoosePublishBaseAsync(fix.Key, head, token);
        if (await FilesAsync(fix, client, baseCommit, token) is not var (files, isReapplied))
        {
            return fix.BaseChanged(into, baseCommit);
        }

        var proof = isReapplied ? await reproof.ProveAsync(fix, into, baseCommit, files, report, token) : null;
        if (!FixReproof.Allows(record.Current.Prepared?.Verification, proof))
        {
            return fix.NotProvenAgain(into, baseCommit, proof!);
        }

        var tree = await client.CreateTreeAsync(await client.TreeOfAsync(baseCommit, token), files, token);
        var made = await client.CreateCommitAsync(
            _text.Commit(record, fix.Result, fix.Patch.Hash, fix.Input.ApprovedBy), tree, baseCommit, author,
            token);
        var (branch, commit) = await BranchAsync(fix, client, made, tree, baseCommit, token);
        var pull = await client.FindPullRequestAsync(branch, token);
        if (pull is null)
        {
            pull = await client.CreatePullRequestAsync(
                branch,
                into,
                _text.Title(record),
                _text.Body(
                    record, fix.Result, record.Current.Prepared?.Verification, fix.Input.ApprovedBy,
                    isReapplied ? baseCommit : null, proof),
                fix.Server.DraftPullRequest,
                token);
        }

        await LabelAsync(client, pull.Value.Number, token);
        return new(true, branch, commit, pull.Value.Url, null);
    }

    // The first name that is free or holds this very change; what an earlier approval left behind is left alone.
    private static async Task<(string Branch, string Commit)> BranchAsync(
        ApprovedFix fix, GitHubClient client, string commit, string tree, string baseCommit, CancellationToken token)
    {
        var first = fix.Branches.First();
        var isRefused = await client.IsBranchInTheWayAsync(first, token);
        foreach (var branch in fix.Branches)
        {
            if (isRefused && branch.Contains('/'))
            {
                continue;
            }

            try
            {
                if (await client.CreateBranchAsync(branch, commit, token))
                {
                    return (branch, commit);
                }
            }
            catch (GitHubException e) when (GitHubClient.IsNameRefused(e))
            {
                isRefused = true;
                continue;
            }

            var existing = await client.FindBranchAsync(branch, token);
            if (existing is not null
                && (existing == commit || await client.IsChangeAsync(existing, tree, baseCommit, token)))
            {
                return (branch, existing);
            }
        }

        throw ApprovedFix.Refused(isRefused
            ? PublishingWords.FormatBranchInTheWay(first.Split('/')[0], first)
            : PublishingWords.FormatBranchesTaken(first));
    }

    // GitHub signs what an app's token commits, unless it is told who committed.
    private static GitHubAuthor? AuthorOf(ApprovedFix fix, string? secret) =>
        fix.Server is { AuthorName: null, AuthorEmail: null } && RepositoryTokens.IsOfAnApp(secret)
            ? null
            : new(fix.AuthorName, fix.AuthorEmail, new DateTimeOffset(fix.Input.ApprovedAt, TimeSpan.Zero));

    private async Task LabelAsync(GitHubClient client, long number, CancellationToken token)
    {
        try
        {
            await client.AddLabelsAsync(number, s_labels, token);
        }
        catch (GitHubException e) when (!e.IsTransient)
        {
            // A token without that right must not fail a published fix.
            LogNoLabels(logger, number, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Pull request {Number} could not be labeled: {Reason}")]
    private static partial void LogNoLabels(ILogger logger, long number, string reason);

    // Files that did not change take the approved contents; else the same edits are made again if they still apply.
    private async Task<(IReadOnlyDictionary<string, string> Files, bool IsReapplied)?> FilesAsync(
        ApprovedFix fix, GitHubClient client, string baseCommit, CancellationToken token)
    {
        if (baseCommit == fix.Patch.BaseCommit || await IsUnchangedAsync(fix, client, baseCommit, token))
        {
            return (fix.Patch.Files.ToDictionary(f => f.Path, f => f.Content), false);
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in fix.Result.Edits.Select(e => e.Path).Distinct(StringComparer.Ordinal))
        {
            if (await client.FindTextAsync(path, baseCommit, token) is { } text)
            {
                texts[path] = text;
            }
        }

        var built = await patches.BuildAsync(new FetchedTree(baseCommit, texts), fix.Result.Edits, token);
        return built.IsUsable ? (built.Patch!.Files.ToDictionary(f => f.Path, f => f.Content), true) : null;
    }

    private async Task<bool> IsUnchangedAsync(
        ApprovedFix fix, GitHubClient client, string baseCommit, CancellationToken token)
    {
        foreach (var (path, analyzed) in await BlobsAsync(fix, token))
        {
            if (await client.FindBlobAsync(path, baseCommit, token) != analyzed)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<Dictionary<string, string?>> BlobsAsync(ApprovedFix fix, CancellationToken token)
    {
        var step = new StepInput(fix.Input.AnalysisId, fix.Input.Round, fix.Patch.BaseCommit);
        var clone = await source.CloneOfRoundAsync(step, fix.Record, fix.Server, _ => { }, token);
        using var tree = clone.OpenTree();
        return fix.Patch.Files.ToDictionary(f => f.Path, f => tree.BlobId(f.Path), StringComparer.Ordinal);
    }
}
