using Microsoft.Extensions.Logging;
using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ScanChain;

/// <summary>From a photo to an answer and one reward: look at it, find the rule, write the answer, reward.</summary>
[Workflow("ScanChain")]
public sealed class ScanChainWorkflow
{
    /// <summary>The search attribute with the user.</summary>
    public static readonly SearchAttributeKey<string> UserAttribute = SearchAttributeKey.CreateKeyword("OpsFlowUser");

    /// <summary>The search attribute with the model that was asked for.</summary>
    public static readonly SearchAttributeKey<string> ModelAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowModel");

    /// <summary>The search attribute with the <see cref="ScanState"/>.</summary>
    public static readonly SearchAttributeKey<string> StateAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowState");

    private const string IdPrefix = "scan-";

    private static readonly TimeSpan s_labelPatience = TimeSpan.FromMinutes(10);

    private readonly RunJournal<ScanState> _journal = new(ScanState.Queued, StateAttribute);
    private readonly PersonGate<ScanLabel> _label;

    /// <summary>Begins before the first message comes.</summary>
    public ScanChainWorkflow() => _label = new(
        l => l.Attempt, l => l.By, VoidReasonAsync, () => AnswerRefusal.NoLabel($"{_journal.State}"),
        AnswerRefusal.LabelStale, "Waiting for a label");

    /// <summary>The workflow id of a scan.</summary>
    public static string IdOf(string scanId) => IdPrefix + scanId;

    /// <summary>The scan of a workflow id.</summary>
    /// <returns>The scan, or null if the id is of another form.</returns>
    public static string? ScanOf(string workflowId) =>
        workflowId.StartsWith(IdPrefix, StringComparison.Ordinal) ? workflowId[IdPrefix.Length..] : null;

    /// <summary>Runs the scan.</summary>
    /// <returns>How it ended.</returns>
    [WorkflowRun]
    public async Task<ScanResult> RunAsync(ScanInput input)
    {
        var step = new ScanStep(input.ScanId, input.Attempt);
        try
        {
            if (!await RecognizeAsync(input, step))
            {
                return await EndAsync(input, ScanState.Failed, "Nobody said in time what it is.");
            }

            await EnterAsync(
                ScanState.Rule, Workflow.ExecuteActivityAsync(
                    (IScanChainActivities a) => a.MatchRuleAsync(step), ScanOptions.Rule));
            await EnterAsync(
                ScanState.Answer, Workflow.ExecuteActivityAsync(
                    (IScanChainActivities a) => a.ComposeAnswerAsync(step), ScanOptions.Answer));
            // From here on the scan is done: whoever cancels it now comes too late.
            var reward = ScanOptions.Reward;
            reward.CancellationToken = CancellationToken.None;
            var deciding = Workflow.ExecuteActivityAsync(
                (IScanChainActivities a) => a.DecideRewardAsync(step), reward);
            await EnterAsync(ScanState.Reward, deciding);
            await EnterAsync(ScanState.Done, Task.CompletedTask);
            if ((await deciding).IsRewarded)
            {
                await WriteAsync(input.ScanId);
            }

            return new(ScanState.Done);
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e)
            && Workflow.CancellationToken.IsCancellationRequested && _journal.State != ScanState.Done)
        {
            await EndAsync(input, ScanState.Canceled, "The scan was canceled.");
            throw;
        }
        catch (ActivityFailureException e) when (_journal.State != ScanState.Done)
        {
            return await EndAsync(input, ScanState.Failed, e.InnerException?.Message ?? $"{e.ActivityType} failed.");
        }
    }

    /// <summary>What the user says that it is. The first valid answer counts.</summary>
    [WorkflowSignal("label")]
    public async Task LabelAsync(ScanLabel label)
    {
        if (await _label.TakeAsync(label) is { } refusal)
        {
            Workflow.Logger.LogInformation("The label of {By} has no effect: {Refusal}", label.By, refusal);
        }
    }

    /// <summary>As the signal, and says whether it counts.</summary>
    [WorkflowUpdate("submit-label")]
    public Task<bool> SubmitLabelAsync(ScanLabel label) => _label.SubmitAsync(label);

    /// <summary>Checks a label before it enters the history.</summary>
    [WorkflowUpdateValidator(nameof(SubmitLabelAsync))]
    public void ValidateLabel(ScanLabel label) => _label.Validate(label);

    /// <summary>The state.</summary>
    [WorkflowQuery("state")]
    public ScanState State() => _journal.State;

    /// <summary>The states entered so far.</summary>
    [WorkflowQuery("timeline")]
    public IReadOnlyList<JournalEntry<ScanState>> Timeline() => _journal.Timeline;

    private static Task<string?> VoidReasonAsync(ScanLabel label) => Workflow.ExecuteActivityAsync(
        (IScanChainActivities a) => a.CheckLabelAsync(
            new LabelInput(ScanOf(Workflow.Info.WorkflowId)!, 0, label)),
        ScanOptions.Record);

    // False when the user was asked what it is and did not say.
    private async Task<bool> RecognizeAsync(ScanInput input, ScanStep step)
    {
        var looking = Workflow.ExecuteActivityAsync(
            (IScanChainActivities a) => a.ClassifyAsync(step), ScanOptions.Vision);
        await EnterAsync(ScanState.Vision, looking);
        var seen = await looking;
        if (!seen.NeedsInput)
        {
            return true;
        }

        // Open before anybody is told: the answer may come at once.
        _label.Open($"{input.Attempt}");
        await EnterAsync(
            ScanState.NeedsInput, RecordAsync(input, ScanState.NeedsInput, seen.Reason), seen.Reason);
        var patience = input.LabelPatience ?? s_labelPatience;
        if (await _label.WaitAsync(patience, patience, () => Task.CompletedTask) is not { } label)
        {
            return false;
        }

        await Workflow.ExecuteActivityAsync(
            (IScanChainActivities a) => a.TakeLabelAsync(new LabelInput(input.ScanId, input.Attempt, label)),
            ScanOptions.Record);
        return true;
    }

    // The user has the answer already: whatever is not written now is written by the schedule.
    private static async Task WriteAsync(string scanId)
    {
        await WriteAsync(scanId, ScanWrite.Reward, ScanOptions.Decision);
        await Workflow.WhenAllAsync(
            WriteAsync(scanId, ScanWrite.Ownership, ScanOptions.Collection),
            WriteAsync(scanId, ScanWrite.Collection, ScanOptions.Collection));
    }

    private static async Task WriteAsync(string scanId, ScanWrite write, ActivityOptions options)
    {
        // A scan that is done is not canceled any more.
        options.CancellationToken = CancellationToken.None;
        try
        {
            await Workflow.ExecuteActivityAsync(
                (IScanChainActivities a) => a.WriteAsync(new WriteInput(scanId, write)), options);
        }
        catch (ActivityFailureException e)
        {
            var record = ScanOptions.Record;
            record.CancellationToken = CancellationToken.None;
            var input = new ParkInput(scanId, write, e.InnerException?.Message ?? e.Message);
            await Workflow.ExecuteActivityAsync((IScanChainActivities a) => a.ParkAsync(input), record);
        }
    }

    private static Task<ScanState> RecordAsync(
        ScanInput input, ScanState state, string? detail, CancellationToken? cancellationToken = null)
    {
        var options = ScanOptions.Record;
        options.CancellationToken = cancellationToken;
        return Workflow.ExecuteActivityAsync(
            (IScanChainActivities a) => a.RecordAsync(new ScanChange(input.ScanId, input.Attempt, state, detail)),
            options);
    }

    private async Task<ScanResult> EndAsync(ScanInput input, ScanState state, string detail)
    {
        var recording = RecordAsync(input, state, detail, CancellationToken.None);
        await EnterAsync(state, recording, detail);
        if (await recording != ScanState.Done)
        {
            return new(state, detail);
        }

        // The reward was decided and told, and only the word of it was lost.
        await EnterAsync(ScanState.Done, Task.CompletedTask);
        await WriteAsync(input.ScanId);
        return new(ScanState.Done);
    }

    // The activity of a stage writes its events itself: one step back and forth for each.
    private Task EnterAsync(ScanState state, Task stage, string? detail = null) =>
        _journal.EnterAsync(state, detail, () => stage);
}
