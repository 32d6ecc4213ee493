using System.Text.Json;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Activities.Shared;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;
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
    PatchBuilder patches,
    FixVerifier verifier,
    FixPublisher publisher,
    AnalysisNotifier notifier,
    WorkFolders folders,
    TimeProvider time) : IErrorAnalysisActivities
{
    private const int MaxIndexedFileBytes = 1024 * 1024;

    /// <inheritdoc/>
    [Activity]
    public Task<CloneResult> CloneAsync(StepInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        // Later rounds exist because the branch moved on: they look at its head.
        var commit = input.Round == 1 ? AnalysisSource.Report(record).Commit : null;
        var checkout = await source.CloneAsync(input.AnalysisId, $"{input.Round}", server, commit, report, token);
        await analyses.SetBaseAsync(input.AnalysisId, checkout.Branch, checkout.Commit, token);
        if (checkout.RequestedCommitMissing)
        {
            await ProgressAsync(input.AnalysisId, "commit-missing", $"The reported commit {commit} is not there; the branch's head is used.", token);
        }

        return new CloneResult(checkout.Commit, checkout.Branch);
    });

    /// <inheritdoc/>
    [Activity]
    public Task<IndexResult> IndexAsync(StepInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        var checkout = await source.CheckoutAsync(input, server, report, token);
        var tree = await git.ListTreeAsync(checkout.Folder, checkout.Commit, token);
        var files = Files(checkout, tree);
        var stats = await index.IndexAsync(
            checkout.RepositoryUrl,
            checkout.Commit,
            [.. tree.Select(f => new IndexFile(f.Path, f.BlobId))],
            path => files.Read(path, MaxIndexedFileBytes).Text,
            (done, of) => report($"indexed {done} of {of}"),
            token);
        await ProgressAsync(input.AnalysisId, "indexed", $"{stats.Files} files, {stats.Indexed} indexed now, {stats.Reused} known. {stats.Notice}".TrimEnd(), token);
        return new IndexResult(stats.Files, stats.Indexed);
    });

    /// <inheritdoc/>
    [Activity("Analyse")]
    public Task<AnalyzeResult> AnalyzeAsync(StepInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        var checkout = await source.CheckoutAsync(input, server, report, token);
        var tree = await git.ListTreeAsync(checkout.Folder, checkout.Commit, token);
        var context = new CheckoutAnalysisContext(
            checkout,
            Files(checkout, tree),
            index,
            git,
            AnalysisSource.Credential(server),
            report);
        var result = await AnalyzeAsync(AnalysisSource.Report(record).ToAnalysisRequest(server), context, token);
        await analyses.SetResultAsync(input.AnalysisId, JsonSerializer.Serialize(result, EventJson.Options), token);
        if (index.Outage is { } outage)
        {
            await ProgressAsync(input.AnalysisId, $"search-outage-{input.Round}", outage, token);
        }

        var top = result.AffectedFiles.Count > 0 ? result.AffectedFiles[0].Path : null;
        await ProgressAsync(
            input.AnalysisId, $"analyzed-{input.Round}", $"{result.Analyzer}: {top ?? "no file"}, confidence {result.Confidence:0.00}.", token);
        return new AnalyzeResult(result.Edits.Count > 0, result.Confidence, top, result.NoFixReason);
    });

    /// <inheritdoc/>
    [Activity]
    public Task<Workflows.ErrorAnalysis.PatchResult> PreparePatchAsync(StepInput input) =>
        Heartbeats.RunAsync(time, async (report, token) =>
        {
            var record = await source.RecordAsync(input.AnalysisId, token);
            var server = await source.ServerAsync(record, token);
            var checkout = await source.CheckoutAsync(input, server, report, token);
            var result = JsonSerializer.Deserialize<AnalysisResult>(record.Result!, EventJson.Options)!;
            var built = await patches.BuildAsync(Files(checkout, []), result.Edits, token);
            if (!built.IsUsable)
            {
                var faults = string.Join(" ", built.Errors);
                await analyses.SetPatchAsync(input.AnalysisId, Serialize(built.Patch), null, null, token);
                return new Workflows.ErrorAnalysis.PatchResult(
                    false, "", "", $"The proposed edits cannot be used: {faults}");
            }

            var patch = built.Patch!;
            var verification = await verifier.VerifyAsync(checkout.Folder, server.TestCommand, patch, report, token);
            await analyses.SetPatchAsync(
                input.AnalysisId, Serialize(patch), patch.Hash, Serialize(verification), token);
            await ProgressAsync(input.AnalysisId, $"verified-{input.Round}", $"{verification.Outcome}: {verification.Detail}", token);
            // A fix that the server's own test refutes is shown, but not offered.
            return verification.Outcome == VerificationOutcome.StillRed
                ? new(false, "", $"{verification.Outcome}", $"The proposed fix does not help: {verification.Detail}")
                : new(true, patch.Hash, $"{verification.Outcome}", null);
        });

    /// <inheritdoc/>
    [Activity]
    public Task RecordAsync(RecordInput input)
    {
        var context = ActivityExecutionContext.Current;
        return analyses.ChangeStateAsync(
            new StateChange(
                input.AnalysisId,
                // The run is part of the key: a retried analysis goes through the same states again.
                $"{context.Info.WorkflowRunId}:{input.Round}:{input.State}",
                input.State.ToString(),
                input.Round,
                input.Detail,
                input.Decision?.Kind.ToString(),
                input.Decision?.By,
                input.Decision?.Via),
            context.CancellationToken);
    }

    /// <inheritdoc/>
    [Activity]
    public async Task NotifyAsync(NotifyInput input)
    {
        var token = ActivityExecutionContext.Current.CancellationToken;
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        await notifier.NotifyAsync(record, server, input.IsReminder, token);
    }

    /// <inheritdoc/>
    [Activity]
    public Task<PublishResult> PublishAsync(PublishInput input) => Heartbeats.RunAsync(time, async (report, token) =>
    {
        var record = await source.RecordAsync(input.AnalysisId, token);
        var server = await source.ServerAsync(record, token);
        var published = await publisher.PublishAsync(input, record, server, report, token);
        if (published.Published)
        {
            await analyses.SetPublishedAsync(
                input.AnalysisId, published.Branch, published.Commit, published.PullRequestUrl, token);
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

    private async Task<AnalysisResult> AnalyzeAsync(
        AnalysisRequest request, IAnalysisContext context, CancellationToken token)
    {
        try
        {
            return await analyzer.AnalyzeAsync(request, context, token);
        }
        catch (LlmException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: ErrorAnalysisErrors.AnalyzerFailed, nonRetryable: !e.IsTransient);
        }
    }

    private static FolderSourceTree Files(GitCheckout checkout, IEnumerable<GitTreeEntry> tree) =>
        new(checkout.Folder, checkout.Commit, [.. tree.Select(f => f.Path)]);

    private static string? Serialize<T>(T? value) =>
        value is null ? null : JsonSerializer.Serialize(value, EventJson.Options);

    private Task ProgressAsync(string analysisId, string key, string text, CancellationToken token)
    {
        var info = ActivityExecutionContext.Current.Info;
        return analyses.ReportProgressAsync(
            analysisId, $"{info.WorkflowRunId}:{key}", text, token);
    }
}
