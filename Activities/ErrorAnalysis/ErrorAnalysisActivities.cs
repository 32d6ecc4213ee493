using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Activities.Shared;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Shared;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>The side effects of the error analysis.</summary>
public sealed class ErrorAnalysisActivities(
    AnalysisSource source,
    AnalysisStore analyses,
    GitClient git,
    ICodeIndex index,
    IErrorAnalyzer analyzer,
    SourceMapFinder sourceMaps,
    PatchBuilder patches,
    FixVerifier verifier,
    FixPublisher publisher,
    AnalysisNotifier notifier,
    PublishDelays delays,
    GitHubOptions gitHub,
    WorkFolders folders,
    DecisionSeal seal,
    TimeProvider time) : IErrorAnalysisActivities
{
    private const int MaxIndexedFileBytes = 1024 * 1024;

    /// <inheritdoc/>
    [Activity]
    public Task<CloneResult> CloneAsync(StepInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        using var language = Language.Use(server.Locale);
        // Later rounds exist because the branch moved on: they look at its head.
        var commit = input.Round == 1 ? AnalysisSource.Report(record).Commit : null;
        var clone = await source.CloneAsync(input.AnalysisId, $"{input.Round}", server, null, commit, report, token);
        await analyses.KeepBaseAsync(
            Key(input),
            new RoundBase(clone.Branch, clone.Commit, FixPublisher.TargetOf(server, gitHub)), token);
        if (clone.RequestedCommitMissing)
        {
            await ProgressAsync(
                input.AnalysisId,
                "commit-missing",
                $"The reported commit {commit} is not in the history of {clone.Branch}; its head is used.",
                token);
        }

        return new CloneResult(clone.Commit, clone.Branch);
    });

    /// <inheritdoc/>
    [Activity]
    public Task<string?> CheckDecisionAsync(CheckDecisionInput input) => Task.FromResult(
        seal.IsOf(input.Decision.Seal, input.Decision.SealedParts(input.AnalysisId))
            ? null
            : AnswerRefusal.DecisionNotOurs);

    /// <inheritdoc/>
    [Activity]
    public Task<IndexResult> IndexAsync(StepInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        var clone = await source.CloneOfRoundAsync(input, record, server, report, token);
        using var tree = clone.OpenTree();
        var stats = await index.IndexAsync(
            clone.RepositoryUrl,
            clone.Commit,
            [.. tree.Entries.Select(f => new IndexFile(f.Path, f.BlobId))],
            path => tree.Read(path, MaxIndexedFileBytes).Text,
            (done, of) => report($"indexed {done} of {of}"),
            token);
        await ProgressAsync(
            input.AnalysisId,
            "indexed",
            $"{stats.Files} files, {stats.Indexed} indexed now, {stats.Reused} known. {stats.Notice}".TrimEnd(),
            token);
        await source.LearnAsync(server, tree, token);
        return new IndexResult(stats.Files, stats.Indexed);
    });

    /// <inheritdoc/>
    [Activity("Analyse")]
    public Task<AnalyzeResult> AnalyzeAsync(StepInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        using var language = Language.Use(server.Locale);
        var result = await SettledAsync(input, record, token)
            ?? await AnalyzeAsync(input, record, server, report, token);
        result = await analyses.KeepResultAsync(Key(input), result, token);
        if (index.Outage is { } outage)
        {
            await ProgressAsync(input.AnalysisId, $"search-outage-{input.Round}", outage, token);
        }

        var top = result.AffectedFiles.Count > 0 ? result.AffectedFiles[0].Path : null;
        await ProgressAsync(
            input.AnalysisId, $"analyzed-{input.Round}",
            $"{result.Analyzer}: {top ?? "no file"}, confidence {result.Confidence:0.00}.", token);
        return new AnalyzeResult(result.Edits.Count > 0, result.Confidence, top, result.NoFixReason);
    });

    /// <inheritdoc/>
    [Activity]
    public Task<PatchResult> PreparePatchAsync(StepInput input) =>
        Heartbeats.RunAsync(time, async (report, token) =>
        {
            var record = await source.RecordAsync(Key(input), token);
            var server = await source.ServerAsync(record, token);
            using var language = Language.Use(server.Locale);
            var clone = await source.CloneOfRoundAsync(input, record, server, report, token);
            using var tree = clone.OpenTree();
            var built = await patches.BuildAsync(tree, record.Current.Result!.Edits, token);
            if (!built.IsUsable)
            {
                await analyses.KeepPatchAsync(Key(input), new PreparedPatch(built.Patch, null, null), token);
                return PatchResult.Refused($"The proposed edits cannot be used: {string.Join(" ", built.Errors)}");
            }

            var patch = built.Patch!;
            var proof = await verifier.VerifyAsync(tree, server.TestCommand, patch, report, token);
            var kept = await analyses.KeepPatchAsync(Key(input), new PreparedPatch(patch, patch.Hash, proof), token);
            var verification = kept.Verification!;
            await ProgressAsync(
                input.AnalysisId, $"verified-{input.Round}", $"{verification.Outcome}: {verification.Detail}", token);
            // A fix that the server's own test refutes is shown, but not offered.
            return verification.Outcome == VerificationOutcome.StillRed
                ? PatchResult.Refused(
                    $"The proposed fix does not help: {verification.Detail}", $"{verification.Outcome}")
                : new(true, kept.Hash!, $"{verification.Outcome}", null);
        });

    /// <inheritdoc/>
    [Activity]
    public Task RecordAsync(RecordInput input)
    {
        var context = ActivityExecutionContext.Current;
        return analyses.ChangeStateAsync(
            new StateChange(
                new RoundKey(input.AnalysisId, context.Info.WorkflowRunId!, input.Round),
                input.State,
                input.Detail?.WithoutNul(),
                // What the store does not keep must not wedge a run: the decision counts all the same.
                input.Decision is { } decision
                    ? decision with { By = decision.By.WithoutNul(), Reason = decision.Reason?.WithoutNul() }
                    : null,
                input.RunStartedAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeMilliseconds() : null),
            context.CancellationToken);
    }

    /// <inheritdoc/>
    [Activity]
    public async Task NotifyAsync(NotifyInput input)
    {
        var token = ActivityExecutionContext.Current.CancellationToken;
        var record = await source.RecordAsync(input.AnalysisId, token);
        // Also of a server that was removed: its message must not go on asking.
        var server = await source.FindServerAsync(record, token);
        await notifier.NotifyAsync(record, server, input.IsReminder, token);
    }

    /// <inheritdoc/>
    [Activity]
    public Task<PublishResult> PublishAsync(PublishInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var key = new RoundKey(input.AnalysisId, ActivityExecutionContext.Current.Info.WorkflowRunId!, input.Round);
        var record = await source.RecordAsync(key, token);
        var server = await source.ServerAsync(record, token);
        using var language = Language.Use(server.Locale);
        var published = await TellingDelaysAsync(
            key, server, () => publisher.PublishAsync(input, key, record, server, report, token), token);
        if (published.Published)
        {
            await analyses.KeepPublicationAsync(
                key, new Publication(published.Branch, published.Commit, published.PullRequestUrl), token);
        }
        else if (published.Conflict is { } conflict)
        {
            await ProgressAsync(input.AnalysisId, $"conflict-{input.Round}", conflict, token);
        }

        return published;
    });

    /// <inheritdoc/>
    [Activity]
    public Task CleanUpAsync(StepInput input)
    {
        folders.Remove(input.AnalysisId);
        return Task.CompletedTask;
    }

    private async Task<AnalysisResult?> SettledAsync(StepInput input, AnalysisRecord record, CancellationToken token)
    {
        if (await analyses.FindSettledAsync(record, Key(input).RunId, input.Commit, token)
            is not var (result, rejected))
        {
            return null;
        }

        await ProgressAsync(
            input.AnalysisId, $"settled-{input.Round}",
            $"The same as of {record.PreviousId}: nothing has changed.", token);
        return rejected is null ? result
            : result with
            {
                Edits = [],
                NoFixReason = NotificationWords.FormatRejectedBefore(rejected.By.OneLine(100)),
            };
    }

    private async Task<AnalysisResult> AnalyzeAsync(
        StepInput input, AnalysisRecord record, ServerRecord server, Action<string> report, CancellationToken token)
    {
        // The history of a partial clone is read from its remote.
        server = await source.WithTokenAsync(server, token);
        var clone = await source.CloneOfRoundAsync(input, record, server, report, token);
        using var tree = clone.OpenTree();
        return await AnalyzeAsync(
            await sourceMaps.ApplyAsync(
                AnalysisSource.Report(record).ToAnalysisRequest(server), server.Id, tree, token),
            new CloneAnalysisContext(clone, tree, index, git, AnalysisSource.Credential(server), report), token);
    }

    private async Task<AnalysisResult> AnalyzeAsync(
        AnalysisRequest request, IAnalysisContext context, CancellationToken token)
    {
        try
        {
            return await analyzer.AnalyzeAsync(request, context, token);
        }
        catch (ModelException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: ErrorAnalysisErrors.AnalyzerFailed, nonRetryable: !e.IsTransient,
                nextRetryDelay: e.RetryAfter);
        }
    }

    // A provider may be away for hours: meanwhile it is said why nothing happens, and when it is tried again.
    private async Task<PublishResult> TellingDelaysAsync(
        RoundKey key, ServerRecord server, Func<Task<PublishResult>> publishAsync, CancellationToken token)
    {
        try
        {
            return await publishAsync();
        }
        catch (ApplicationFailureException e) when (!e.NonRetryable)
        {
            await delays.TellAsync(key, server, ActivityExecutionContext.Current.Info, e, token);
            throw;
        }
    }

    private static RoundKey Key(StepInput input) =>
        new(input.AnalysisId, ActivityExecutionContext.Current.Info.WorkflowRunId!, input.Round);

    private Task ProgressAsync(string analysisId, string key, string text, CancellationToken token)
    {
        var info = ActivityExecutionContext.Current.Info;
        return analyses.ReportProgressAsync(
            analysisId, $"{info.WorkflowRunId}:{key}", text, token);
    }
}
