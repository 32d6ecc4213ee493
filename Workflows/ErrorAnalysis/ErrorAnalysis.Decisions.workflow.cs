using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <content>The decision about a fix: asking for it, waiting for it, and what makes it valid.</content>
public sealed partial class ErrorAnalysisWorkflow
{
    private static readonly TimeSpan s_defaultReminderAfter = TimeSpan.FromHours(4);
    private static readonly TimeSpan s_defaultExpireAfter = TimeSpan.FromHours(72);

    // Runs of before took a decision without a check.
    private const string SealedDecisions = "sealed-decisions";

    private Decision? _decision;
    private string? _patchHash;

    /// <summary>A decision from Slack. The first valid one counts; others change nothing.</summary>
    [WorkflowSignal("decide")]
    public async Task DecideAsync(Decision decision)
    {
        var refusal = Refusal(decision) ?? await VoidReasonAsync(decision) ?? Refusal(decision);
        if (refusal is not null)
        {
            Workflow.Logger.LogInformation("Decision of {By} has no effect: {Refusal}", decision.By, refusal);
        }
        else
        {
            _decision = decision;
        }
    }

    /// <summary>A decision from the console; refused when it can have no effect.</summary>
    /// <returns>That it counts.</returns>
    [WorkflowUpdate("submit-decision")]
    public async Task<DecisionReceipt> SubmitDecisionAsync(Decision decision)
    {
        // Two updates may be accepted in one task; the validator of the second has not seen the first.
        if (Refusal(decision) is null && await VoidReasonAsync(decision) is { } isVoid)
        {
            throw new ApplicationFailureException(isVoid, errorType: ErrorAnalysisErrors.DecisionRefused);
        }

        if (Refusal(decision) is not null)
        {
            return new(false, _state);
        }

        _decision = decision;
        return new(true, _state);
    }

    /// <summary>Checks a decision before it enters the history.</summary>
    [WorkflowUpdateValidator(nameof(SubmitDecisionAsync))]
    public void ValidateDecision(Decision decision)
    {
        if (Refusal(decision) is { } refusal)
        {
            throw new ApplicationFailureException(refusal, errorType: ErrorAnalysisErrors.DecisionRefused);
        }
    }

    private async Task<Decision?> DecideAsync(ErrorAnalysisInput input, PatchResult patch, int round)
    {
        _decision = null;
        _patchHash = patch.PatchHash;
        await EnterAsync(input, AnalysisState.AwaitingApproval, round, patch.Verification);
        await TellAsync(input);
        var expiry = Workflow.UtcNow + (input.ExpireAfter ?? s_defaultExpireAfter);
        var reminder = Workflow.UtcNow + (input.ReminderAfter ?? s_defaultReminderAfter);
        while (_decision is null)
        {
            var now = Workflow.UtcNow;
            if (now >= expiry)
            {
                break;
            }

            if (now >= reminder)
            {
                reminder = DateTime.MaxValue;
                await TellAsync(input, isReminder: true);
                continue;
            }

            var next = reminder < expiry ? reminder : expiry;
            await Workflow.WaitConditionWithOptionsAsync(new(
                () => _decision is not null || _occurrencesChanged, next - now, "Waiting for a decision"));
            if (_occurrencesChanged && _decision is null)
            {
                // A burst of repeats makes one update of the message, not one each.
                await PauseAsync(TimeSpan.FromSeconds(10));
                _occurrencesChanged = false;
                await TellAsync(input);
            }
        }

        _patchHash = null;
        return _decision;
    }

    // The first whose seal is right counts, so that a made-up decision cannot keep a person's from counting.
    private static async Task<string?> VoidReasonAsync(Decision decision) =>
        Workflow.Patched(SealedDecisions)
            ? await Workflow.ExecuteActivityAsync(
                (IErrorAnalysisActivities a) => a.CheckDecisionAsync(
                    new CheckDecisionInput(AnalysisOf(Workflow.Info.WorkflowId)!, decision)),
                ErrorAnalysisOptions.Record)
            : null;

    private string? Refusal(Decision decision)
    {
        if (_state != AnalysisState.AwaitingApproval || _patchHash is null)
        {
            return $"The analysis is {_state} and waits for no decision.";
        }

        if (_decision is not null)
        {
            return $"{_decision.By} has decided already.";
        }

        return decision.PatchHash == _patchHash
            ? null
            : "The fix has changed since it was shown; look at the new one.";
    }
}
