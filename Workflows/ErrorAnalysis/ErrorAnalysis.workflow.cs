using Microsoft.Extensions.Logging;
using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>
/// From an error report to a published fix: clone, index, analyze, make and test the patch, ask a person, publish.
/// </summary>
[Workflow("ErrorAnalysis")]
public sealed partial class ErrorAnalysisWorkflow
{
    /// <summary>The search attribute with the server's name.</summary>
    public static readonly SearchAttributeKey<string> ServerAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowServer");

    /// <summary>The search attribute with the exception's type.</summary>
    public static readonly SearchAttributeKey<string> ErrorTypeAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowErrorType");

    /// <summary>The search attribute with the <see cref="AnalysisState"/>.</summary>
    public static readonly SearchAttributeKey<string> StateAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowState");

    private const string IdPrefix = "error-analysis-";

    private readonly RunJournal<AnalysisState> _journal = new(AnalysisState.Received, StateAttribute);

    /// <summary>Begins before the first message comes.</summary>
    public ErrorAnalysisWorkflow() => _gate = new(
        d => d.PatchHash, d => d.By, VoidReasonAsync,
        () => AnswerRefusal.NoDecision($"{_journal.State}"), AnswerRefusal.FixChanged);

    /// <summary>The workflow id of an analysis.</summary>
    public static string IdOf(string analysisId) => IdPrefix + analysisId;

    /// <summary>The analysis of a workflow id.</summary>
    /// <returns>The analysis, or null if the id is of another form.</returns>
    public static string? AnalysisOf(string workflowId) =>
        workflowId.StartsWith(IdPrefix, StringComparison.Ordinal) ? workflowId[IdPrefix.Length..] : null;

    /// <summary>Runs the analysis.</summary>
    /// <returns>How it ended.</returns>
    [WorkflowRun]
    public async Task<ErrorAnalysisResult> RunAsync(ErrorAnalysisInput input)
    {
        _areNotificationsChained = Workflow.Patched(ChainedNotifications);
        _journal.Note(null);
        var round = 1;
        try
        {
            for (; ; round++)
            {
                var patch = await PrepareAsync(input, round);
                if (!patch.Accepted)
                {
                    return await FinishAsync(input, AnalysisState.NoFix, round, patch.Reason);
                }

                if (await DecideAsync(input, patch, round) is not { } decision)
                {
                    return await FinishAsync(
                        input, AnalysisState.Expired, round,
                        "Nobody decided in time; report the error again to restart.");
                }

                if (decision.Kind == DecisionKind.Reject)
                {
                    return await FinishAsync(input, AnalysisState.Rejected, round, decision.Reason, decision);
                }

                var published = await PublishAsync(input, decision, round);
                if (published.Published)
                {
                    return await FinishAsync(
                        input, AnalysisState.Published, round, published.PullRequestUrl ?? published.Branch, decision);
                }

                if (round == ErrorAnalysisOptions.MaxRounds)
                {
                    return await FinishAsync(
                        input, AnalysisState.Failed, round, $"The branch keeps moving: {published.Conflict}", decision);
                }

                Workflow.Logger.LogInformation("The base moved ({Conflict}); analyzing again", published.Conflict);
            }
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e)
            && Workflow.CancellationToken.IsCancellationRequested)
        {
            await FinishAsync(input, AnalysisState.Canceled, round, "The run was canceled.");
            throw;
        }
        catch (ActivityFailureException e)
        {
            return await FinishAsync(input, AnalysisState.Failed, round, Reason(e));
        }
    }

    /// <summary>The state.</summary>
    [WorkflowQuery("state")]
    public AnalysisState State() => _journal.State;

    /// <summary>The states entered so far.</summary>
    [WorkflowQuery("timeline")]
    public IReadOnlyList<JournalEntry<AnalysisState>> Timeline() => _journal.Timeline;

    private static string Reason(ActivityFailureException e)
    {
        var cause = e.InnerException;
        return cause is null ? $"{e.ActivityType} failed." : $"{e.ActivityType}: {cause.Message}";
    }

    private async Task<PatchResult> PrepareAsync(ErrorAnalysisInput input, int round)
    {
        await EnterAsync(input, AnalysisState.Cloning, round);
        var source = await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.CloneAsync(new StepInput(input.AnalysisId, round, null)),
            ErrorAnalysisOptions.Clone);
        var step = new StepInput(input.AnalysisId, round, source.Commit);
        await EnterAsync(input, AnalysisState.Indexing, round, source.Commit);
        await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.IndexAsync(step), ErrorAnalysisOptions.Index);
        await EnterAsync(input, AnalysisState.Analyzing, round);
        var analysis = await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.AnalyzeAsync(step), ErrorAnalysisOptions.Analyze);
        if (!analysis.HasFix)
        {
            return new(false, "", "", analysis.NoFixReason ?? "The analyzer proposed no fix.");
        }

        await EnterAsync(input, AnalysisState.Validating, round);
        return await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.PreparePatchAsync(step), ErrorAnalysisOptions.PreparePatch);
    }

    private async Task<PublishResult> PublishAsync(ErrorAnalysisInput input, Decision decision, int round)
    {
        var approvedAt = Workflow.UtcNow;
        await EnterAsync(input, AnalysisState.Publishing, round, null, decision);
        // The message says at once who decided; publishing need not wait for it.
        var notified = TellAsync(input);
        var published = await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.PublishAsync(
                new PublishInput(input.AnalysisId, round, decision.PatchHash, decision.By, approvedAt)),
            ErrorAnalysisOptions.Publish);
        await notified;
        return published;
    }

    private async Task<ErrorAnalysisResult> FinishAsync(
        ErrorAnalysisInput input, AnalysisState state, int round, string? detail, Decision? decision = null)
    {
        await EnterAsync(input, state, round, detail, decision, CancellationToken.None);
        await TellAsync(input, cancellationToken: CancellationToken.None);
        await _messages.FlushAsync();
        var cleanUp = ErrorAnalysisOptions.CleanUp;
        cleanUp.CancellationToken = CancellationToken.None;
        try
        {
            await Workflow.ExecuteActivityAsync(
                (IErrorAnalysisActivities a) => a.CleanUpAsync(new StepInput(input.AnalysisId, round, null)), cleanUp);
        }
        catch (ActivityFailureException e)
        {
            Workflow.Logger.LogWarning(e, "The working folder could not be removed");
        }

        return new(state, detail);
    }

    private async Task EnterAsync(
        ErrorAnalysisInput input,
        AnalysisState state,
        int round,
        string? detail = null,
        Decision? decision = null,
        CancellationToken? cancellationToken = null)
    {
        var options = ErrorAnalysisOptions.Record;
        options.CancellationToken = cancellationToken;
        var change = new RecordInput(
            input.AnalysisId, state, round, detail, decision, Workflow.Info.WorkflowStartTime);
        await _journal.EnterAsync(
            state, detail,
            () => Workflow.ExecuteActivityAsync((IErrorAnalysisActivities a) => a.RecordAsync(change), options));
    }
}
