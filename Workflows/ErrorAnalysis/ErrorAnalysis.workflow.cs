using Microsoft.Extensions.Logging;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>
/// From an error report to a published fix: clone, index, analyse, make and test the patch, ask a person, publish.
/// </summary>
[Workflow("ErrorAnalysis")]
public sealed class ErrorAnalysisWorkflow
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

    private static readonly TimeSpan DefaultReminderAfter = TimeSpan.FromHours(4);
    private static readonly TimeSpan DefaultExpireAfter = TimeSpan.FromHours(72);

    // Runs of before this patch waited for each chat message before they looked at the decision.
    private const string ChainedNotifications = "chained-notifications";

    private readonly List<TimelineEntry> _timeline = [];
    private Task _notifications = Task.CompletedTask;
    private bool _areNotificationsChained;
    private AnalysisState _state = AnalysisState.Received;
    private Decision? _decision;
    private string? _patchHash;
    private long _occurrences = 1;
    private bool _occurrencesChanged;

    /// <summary>Runs the analysis.</summary>
    /// <param name="input">The input.</param>
    /// <returns>How it ended.</returns>
    [WorkflowRun]
    public async Task<ErrorAnalysisResult> RunAsync(ErrorAnalysisInput input)
    {
        _areNotificationsChained = Workflow.Patched(ChainedNotifications);
        _timeline.Add(new(Workflow.UtcNow, _state, null));
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
                        input, AnalysisState.Expired, round, "Nobody decided in time; report the error again to restart.");
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

                Workflow.Logger.LogInformation("The base moved ({Conflict}); analysing again", published.Conflict);
            }
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e) && Workflow.CancellationToken.IsCancellationRequested)
        {
            await FinishAsync(input, AnalysisState.Cancelled, round, "The run was cancelled.");
            throw;
        }
        catch (ActivityFailureException e)
        {
            return await FinishAsync(input, AnalysisState.Failed, round, Reason(e));
        }
    }

    /// <summary>A decision from Slack. The first valid one counts; others change nothing.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>A task that ends when it is noted.</returns>
    [WorkflowSignal("decide")]
    public Task DecideAsync(Decision decision)
    {
        if (Refusal(decision) is { } refusal)
        {
            Workflow.Logger.LogInformation("Decision of {By} has no effect: {Refusal}", decision.By, refusal);
        }
        else
        {
            _decision = decision;
        }

        return Task.CompletedTask;
    }

    /// <summary>A decision from the console; refused when it can have no effect.</summary>
    /// <param name="decision">The decision.</param>
    /// <returns>That it counts.</returns>
    [WorkflowUpdate("submit-decision")]
    public async Task<DecisionReceipt> SubmitDecisionAsync(Decision decision)
    {
        // Two updates may be accepted in one task; the validator of the second has not seen the first.
        var accepted = Refusal(decision) is null;
        if (accepted)
        {
            _decision = decision;
        }

        return new(accepted, _state);
    }

    /// <summary>Checks a decision before it enters the history.</summary>
    /// <param name="decision">The decision.</param>
    [WorkflowUpdateValidator(nameof(SubmitDecisionAsync))]
    public void ValidateDecision(Decision decision)
    {
        if (Refusal(decision) is { } refusal)
        {
            throw new ApplicationFailureException(refusal, errorType: ErrorAnalysisErrors.DecisionRefused);
        }
    }

    /// <summary>The error occurred again.</summary>
    /// <param name="occurrences">How often in all.</param>
    /// <returns>A task that ends when it is noted.</returns>
    [WorkflowSignal("occurred-again")]
    public Task OccurredAgainAsync(long occurrences)
    {
        if (occurrences > _occurrences)
        {
            _occurrences = occurrences;
            _occurrencesChanged = true;
        }

        return Task.CompletedTask;
    }

    /// <summary>The state.</summary>
    /// <returns>The state.</returns>
    [WorkflowQuery("state")]
    public AnalysisState State() => _state;

    /// <summary>The states entered so far.</summary>
    /// <returns>The timeline.</returns>
    [WorkflowQuery("timeline")]
    public IReadOnlyList<TimelineEntry> Timeline() => _timeline;

    /// <summary>How often the error occurred.</summary>
    /// <returns>The number, at least 1.</returns>
    [WorkflowQuery("occurrences")]
    public long Occurrences() => _occurrences;

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
        await EnterAsync(input, AnalysisState.Analysing, round);
        var analysis = await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.AnalyseAsync(step), ErrorAnalysisOptions.Analyse);
        if (!analysis.HasFix)
        {
            return new(false, "", "", analysis.NoFixReason ?? "The analyser proposed no fix.");
        }

        await EnterAsync(input, AnalysisState.Validating, round);
        return await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.PreparePatchAsync(step), ErrorAnalysisOptions.PreparePatch);
    }

    private async Task<Decision?> DecideAsync(ErrorAnalysisInput input, PatchResult patch, int round)
    {
        _decision = null;
        _patchHash = patch.PatchHash;
        await EnterAsync(input, AnalysisState.AwaitingApproval, round, patch.Verification);
        await TellAsync(input);
        var expiry = Workflow.UtcNow + (input.ExpireAfter ?? DefaultExpireAfter);
        var reminder = Workflow.UtcNow + (input.ReminderAfter ?? DefaultReminderAfter);
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
        await _notifications;
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
        _state = state;
        _timeline.Add(new(Workflow.UtcNow, state, detail));
        Workflow.UpsertTypedSearchAttributes(StateAttribute.ValueSet(state.ToString()));
        var options = ErrorAnalysisOptions.Record;
        options.CancellationToken = cancellationToken;
        await Workflow.ExecuteActivityAsync(
            (IErrorAnalysisActivities a) => a.RecordAsync(
                new RecordInput(input.AnalysisId, state, round, detail, decision)),
            options);
    }

    // A burst of repeats is waited for, but a decision ends the wait.
    private Task PauseAsync(TimeSpan time) => _areNotificationsChained
        ? Workflow.WaitConditionAsync(() => _decision is not null, time)
        : Workflow.DelayAsync(time);

    // Messages go out one after the other beside the run: a chat that is down must not hold up a decision.
    private async Task TellAsync(
        ErrorAnalysisInput input, bool isReminder = false, CancellationToken? cancellationToken = null)
    {
        if (!_areNotificationsChained)
        {
            await NotifyAsync(input, isReminder, cancellationToken);
            return;
        }

        _notifications = AfterAsync(_notifications);

        async Task AfterAsync(Task previous)
        {
            await previous;
            try
            {
                await NotifyAsync(input, isReminder, cancellationToken);
            }
            catch (Exception e) when (TemporalException.IsCanceledException(e))
            {
                // The run is cancelled; its last message follows without that.
            }
        }
    }

    private async Task NotifyAsync(
        ErrorAnalysisInput input, bool isReminder = false, CancellationToken? cancellationToken = null)
    {
        var options = ErrorAnalysisOptions.Notify;
        options.CancellationToken = cancellationToken;
        try
        {
            await Workflow.ExecuteActivityAsync(
                (IErrorAnalysisActivities a) => a.NotifyAsync(new NotifyInput(input.AnalysisId, _state, isReminder)),
                options);
        }
        catch (ActivityFailureException e) when (e.InnerException is not CanceledFailureException)
        {
            // The console has everything the message would have said.
            _timeline.Add(new(Workflow.UtcNow, _state, $"The chat message could not be sent: {Reason(e)}"));
        }
    }

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
