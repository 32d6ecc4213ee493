using Microsoft.Extensions.Logging;
using OpsFlow.Workflows.Shared;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <content>The decision about a fix: asking for it, waiting for it, and what makes it valid.</content>
public sealed partial class ErrorAnalysisWorkflow
{
    private static readonly TimeSpan s_defaultReminderAfter = TimeSpan.FromHours(4);
    private static readonly TimeSpan s_defaultExpireAfter = TimeSpan.FromHours(72);

    // Runs of before took a decision without a check.
    private const string SealedDecisions = "sealed-decisions";

    private readonly PersonGate<Decision> _gate;

    /// <summary>A decision from Slack. The first valid one counts; others change nothing.</summary>
    [WorkflowSignal("decide")]
    public async Task DecideAsync(Decision decision)
    {
        if (await _gate.TakeAsync(decision) is { } refusal)
        {
            Workflow.Logger.LogInformation("Decision of {By} has no effect: {Refusal}", decision.By, refusal);
        }
    }

    /// <summary>A decision from the console; refused when it can have no effect.</summary>
    /// <returns>Whether it counts.</returns>
    [WorkflowUpdate("submit-decision")]
    public async Task<DecisionReceipt> SubmitDecisionAsync(Decision decision) =>
        new(await _gate.SubmitAsync(decision), _journal.State);

    /// <summary>Checks a decision before it enters the history.</summary>
    [WorkflowUpdateValidator(nameof(SubmitDecisionAsync))]
    public void ValidateDecision(Decision decision) => _gate.Validate(decision);

    private static async Task<string?> VoidReasonAsync(Decision decision) =>
        Workflow.Patched(SealedDecisions)
            ? await Workflow.ExecuteActivityAsync(
                (IErrorAnalysisActivities a) => a.CheckDecisionAsync(
                    new CheckDecisionInput(AnalysisOf(Workflow.Info.WorkflowId)!, decision)),
                ErrorAnalysisOptions.Record)
            : null;

    private async Task<Decision?> DecideAsync(ErrorAnalysisInput input, PatchResult patch, int round)
    {
        _gate.Open(patch.PatchHash);
        await EnterAsync(input, AnalysisState.AwaitingApproval, round, patch.Verification);
        await TellAsync(input);
        return await _gate.WaitAsync(
            input.ReminderAfter ?? s_defaultReminderAfter,
            input.ExpireAfter ?? s_defaultExpireAfter,
            () => TellAsync(input, isReminder: true),
            () => _occurrencesChanged,
            async () =>
            {
                // A burst of repeats makes one update of the message, not one each.
                await PauseAsync(TimeSpan.FromSeconds(10));
                _occurrencesChanged = false;
                await TellAsync(input);
            });
    }
}
