using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.Prescriptions;

/// <summary>
/// From a prescription to cards that a pharmacist has decided on: check, explain, wait for the decisions. The cards
/// come from data and are shown before any model is asked; the permit goes back before anybody is waited for.
/// </summary>
[Workflow("PrescriptionAnalysis")]
public sealed partial class PrescriptionAnalysisWorkflow
{
    /// <summary>The search attribute with the <see cref="PrescriptionState"/>.</summary>
    public static readonly SearchAttributeKey<string> StateAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowState");

    /// <summary>Cards that nobody decided on for so long are closed; upkeep says so in the record.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    private const string IdPrefix = "prescription-";

    private readonly RunJournal<PrescriptionState> _journal = new(PrescriptionState.Queued, StateAttribute);

    /// <summary>The workflow id of an analysis.</summary>
    public static string IdOf(string analysisId) => IdPrefix + analysisId;

    /// <summary>The analysis of a workflow id; null if the id is of another form.</summary>
    public static string? AnalysisOf(string workflowId) =>
        workflowId.StartsWith(IdPrefix, StringComparison.Ordinal)
        && !workflowId.StartsWith(PrescriptionWatchWorkflow.IdPrefix, StringComparison.Ordinal)
            ? workflowId[IdPrefix.Length..]
            : null;

    /// <summary>Runs the analysis.</summary>
    [WorkflowRun]
    public async Task<PrescriptionResult> RunAsync(PrescriptionInput input)
    {
        CheckOutcome check;
        try
        {
            check = await AnalyzeAsync(input);
        }
        finally
        {
            await ReturnPermitAsync(input);
        }

        if (_journal.State == PrescriptionState.Success)
        {
            await DecideAsync(check.Cards);
        }

        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
        return new(_journal.State, _gates.Values.Count(g => g.Answer is not null));
    }

    /// <summary>The state.</summary>
    [WorkflowQuery("state")]
    public PrescriptionState State() => _journal.State;

    /// <summary>The states entered so far.</summary>
    [WorkflowQuery("timeline")]
    public IReadOnlyList<JournalEntry<PrescriptionState>> Timeline() => _journal.Timeline;

    private async Task<CheckOutcome> AnalyzeAsync(PrescriptionInput input)
    {
        var step = new CheckInput(input.AnalysisId, Workflow.Info.WorkflowStartTime);
        var check = new CheckOutcome(PrescriptionState.Failed, [], []);
        try
        {
            // The activity writes the state together with what it found: one step less before the cards show.
            await _journal.EnterAsync(PrescriptionState.Checking, null, () => Task.CompletedTask);
            check = await Workflow.ExecuteActivityAsync(
                (IPrescriptionActivities a) => a.CheckAsync(step), PrescriptionOptions.Check);
            await _journal.EnterAsync(check.State, null, () => Task.CompletedTask);
            OpenGates(check.Cards);
            await SupersedeAsync(check.Supersedes);
            if (check.State == PrescriptionState.Generating)
            {
                var reason = await ExplainAsync(step, check);
                await FinishAsync(input, PrescriptionState.Success, reason);
            }
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e)
            && Workflow.CancellationToken.IsCancellationRequested)
        {
            await FinishAsync(input, PrescriptionState.Failed, "The run was canceled.");
            throw;
        }
        catch (ActivityFailureException e)
        {
            await FinishAsync(input, PrescriptionState.Failed, Reason(e));
        }

        return check;
    }

    // The cards stand without it: whatever happens here, the analysis succeeds and says what is missing.
    private static async Task<string?> ExplainAsync(CheckInput step, CheckOutcome check)
    {
        try
        {
            await Workflow.ExecuteActivityAsync(
                (IPrescriptionActivities a) => a.ExplainAsync(step), PrescriptionOptions.Explain);
            if (check.MayUpsell)
            {
                await Workflow.ExecuteActivityAsync(
                    (IPrescriptionActivities a) => a.UpsellAsync(step), PrescriptionOptions.Explain);
            }

            return null;
        }
        catch (ActivityFailureException e) when (e.InnerException is not CanceledFailureException)
        {
            return Reason(e);
        }
    }

    private static string Reason(ActivityFailureException e) =>
        e.InnerException is { } cause ? $"{e.ActivityType}: {cause.Message}" : $"{e.ActivityType} failed.";

    private static async Task SupersedeAsync(IReadOnlyList<string> analyses)
    {
        foreach (var analysis in analyses)
        {
            await TellAsync(() => Workflow.GetExternalWorkflowHandle<PrescriptionAnalysisWorkflow>(IdOf(analysis))
                .SignalAsync(w => w.SupersedeAsync()));
        }
    }

    private static Task ReturnPermitAsync(PrescriptionInput input) => TellAsync(
        () => Workflow.GetExternalWorkflowHandle<PrescriptionWatchWorkflow>(
                PrescriptionWatchWorkflow.IdOf(input.PharmacyId))
            .SignalAsync(
                w => w.ReturnPermitAsync(input.AnalysisId), new() { CancellationToken = CancellationToken.None }));

    // Whoever is not there any more need not be told; a watch that misses this finds it out by itself.
    private static async Task TellAsync(Func<Task> tellAsync)
    {
        try
        {
            await tellAsync();
        }
        catch (FailureException)
        {
        }
    }

    private async Task FinishAsync(PrescriptionInput input, PrescriptionState state, string? reason)
    {
        var options = PrescriptionOptions.Record;
        options.CancellationToken = CancellationToken.None;
        var end = new FinishInput(input.AnalysisId, state, reason, Workflow.Info.WorkflowStartTime);
        await _journal.EnterAsync(
            state, reason,
            () => Workflow.ExecuteActivityAsync((IPrescriptionActivities a) => a.FinishAsync(end), options));
    }
}
