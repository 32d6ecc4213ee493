using Microsoft.Extensions.Logging;
using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ChatTurn;

/// <summary>From a message to an answer: find out what is asked, ask all that may know, write, grade, store.</summary>
[Workflow("ChatTurn")]
public sealed class ChatTurnWorkflow
{
    /// <summary>What a turn asks a person for.</summary>
    public const string Location = "location";

    /// <summary>The search attribute with the user.</summary>
    public static readonly SearchAttributeKey<string> UserAttribute = SearchAttributeKey.CreateKeyword("OpsFlowUser");

    /// <summary>The search attribute with the model that was asked for.</summary>
    public static readonly SearchAttributeKey<string> ModelAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowModel");

    /// <summary>The search attribute with the <see cref="TurnState"/>.</summary>
    public static readonly SearchAttributeKey<string> StateAttribute =
        SearchAttributeKey.CreateKeyword("OpsFlowState");

    /// <summary>Why a turn failed, when a node that it cannot do without did.</summary>
    public const string Closed = "node_closed";

    /// <summary>The type of the failure of a node that took too long.</summary>
    public const string NodeTimedOut = "NodeTimedOut";

    private const string IdPrefix = "chat-";
    private const string AgainPatch = "chat-asked-and-graded-again";

    // Without what people are waited for.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // Writing begins with this much at least, and what is known by then is said.
    private static readonly TimeSpan s_forAnswer = TimeSpan.FromSeconds(45);

    private readonly RunJournal<TurnState> _journal = new(TurnState.Queued, StateAttribute);
    private readonly PersonGate<TurnAnswer> _asked;
    private TimeSpan _waited;
    private DateTime _began;
    private bool _isCurrent;

    /// <summary>Begins before the first message comes.</summary>
    public ChatTurnWorkflow() => _asked = new(
        a => a.Subject, a => a.By, VoidReasonAsync, () => AnswerRefusal.NoAnswer($"{_journal.State}"),
        AnswerRefusal.OtherSubject, "Waiting for an answer");

    private TimeSpan Left => _began + s_limit + _waited - Workflow.UtcNow;

    /// <summary>The workflow id of a turn.</summary>
    public static string IdOf(string turnId) => IdPrefix + turnId;

    /// <summary>The turn of a workflow id.</summary>
    /// <returns>The turn, or null if the id is of another form.</returns>
    public static string? TurnOf(string workflowId) =>
        workflowId.StartsWith(IdPrefix, StringComparison.Ordinal) ? workflowId[IdPrefix.Length..] : null;

    /// <summary>Runs the turn.</summary>
    /// <returns>How it ended.</returns>
    [WorkflowRun]
    public async Task<TurnResult> RunAsync(TurnInput input)
    {
        _began = Workflow.UtcNow;
        // Turns begun before looked for all that was missing on the web, and did not grade what was written anew.
        _isCurrent = Workflow.Patched(AgainPatch);
        try
        {
            var plan = await StageAsync(
                TurnState.Intent, () => Workflow.ExecuteActivityAsync(
                    (IChatTurnActivities a) => a.PlanAsync(new(input.TurnId, Left)), TurnOptions.Plan(Left)));
            if (plan.NeedsLocation)
            {
                await AskAsync(input);
            }

            var note = await GatherAsync(input, plan);
            await AnswerAsync(input, note);
            return await EndAsync(input, TurnState.Done, null);
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e)
            && Workflow.CancellationToken.IsCancellationRequested)
        {
            await EndAsync(input, TurnState.Canceled, null);
            throw;
        }
        catch (ActivityFailureException e)
        {
            return await EndAsync(input, TurnState.Failed, Reason(e));
        }
        catch (ApplicationFailureException e) when (e.ErrorType == Closed)
        {
            return await EndAsync(input, TurnState.Failed, $"{Closed}: {e.Message}");
        }
    }

    /// <summary>Where the person is. The first valid answer counts.</summary>
    [WorkflowSignal("answer")]
    public async Task AnswerAskedAsync(TurnAnswer answer)
    {
        if (await _asked.TakeAsync(answer) is { } refusal)
        {
            Workflow.Logger.LogInformation("The answer of {By} has no effect: {Refusal}", answer.By, refusal);
        }
    }

    /// <summary>As the signal, and says whether it counts.</summary>
    [WorkflowUpdate("submit-answer")]
    public Task<bool> SubmitAnswerAsync(TurnAnswer answer) => _asked.SubmitAsync(answer);

    /// <summary>Checks an answer before it enters the history.</summary>
    [WorkflowUpdateValidator(nameof(SubmitAnswerAsync))]
    public void ValidateAnswer(TurnAnswer answer) => _asked.Validate(answer);

    /// <summary>The state.</summary>
    [WorkflowQuery("state")]
    public TurnState State() => _journal.State;

    /// <summary>The states entered so far.</summary>
    [WorkflowQuery("timeline")]
    public IReadOnlyList<JournalEntry<TurnState>> Timeline() => _journal.Timeline;

    private static Task<string?> VoidReasonAsync(TurnAnswer answer) => Workflow.ExecuteActivityAsync(
        (IChatTurnActivities a) => a.CheckAnswerAsync(new(TurnOf(Workflow.Info.WorkflowId)!, answer)),
        TurnOptions.Record);

    private static string Reason(ActivityFailureException e) =>
        e.InnerException is TimeoutFailureException ? "timeout" : e.InnerException?.Message ?? e.Message;

    private async Task AskAsync(TurnInput input)
    {
        // Open before anybody is told: the answer may come at once.
        _asked.Open(Location);
        var began = Workflow.UtcNow;
        await StageAsync(
            TurnState.NeedsInput, () => RecordAsync(input, TurnState.NeedsInput, Location), Location);
        var patience = input.Patience ?? s_patience;
        var answer = await _asked.WaitAsync(patience, patience, () => Task.CompletedTask);
        _waited += Workflow.UtcNow - began;
        if (answer is not null)
        {
            await Workflow.ExecuteActivityAsync(
                (IChatTurnActivities a) => a.TakeAnswerAsync(new(input.TurnId, answer)), TurnOptions.Record);
        }
    }

    // What the answer has to say of itself; null for nothing.
    private async Task<string?> GatherAsync(TurnInput input, TurnPlan plan)
    {
        if (plan.Nodes.Count == 0)
        {
            return null;
        }

        var asking = plan.Nodes.Select(n => AskNodeAsync(input, n, strategy: 0)).ToList();
        var outcomes = await StageAsync(TurnState.Nodes, () => Workflow.WhenAllAsync(asking));
        if (plan.Nodes.Where((n, i) => n.Mode == NodeMode.Close && !IsThere(outcomes[i]))
            .FirstOrDefault() is { } closed)
        {
            throw new ApplicationFailureException(closed.Node, errorType: Closed);
        }

        var missing = plan.Nodes.Where((n, i) => n.IsRequired && !IsThere(outcomes[i])).ToList();
        if (_isCurrent)
        {
            missing.RemoveAll(IsNothingForTheWeb);
        }

        if (missing.Count == 0)
        {
            return null;
        }

        await StageAsync(TurnState.Aggregate, () => Task.FromResult(0));
        // Otherwise asked, then the web; each at most once, and each graded by what it brought.
        foreach (var strategy in new[] { 1, 2 })
        {
            var again = missing.Where(n => n.Node == "waste_rag" || strategy == 2).Take(1).ToList();
            if (again.Count == 0 || Left < s_forAnswer)
            {
                continue;
            }

            var node = strategy == 1 ? again[0] : new NodePlan("web_search", 10, 3, NodeMode.Fallback, false);
            if (IsThere(await AskNodeAsync(input, node, strategy)))
            {
                return strategy == 2 ? "verify" : missing.Count > 1 ? "verify" : null;
            }
        }

        return missing.Count == plan.Nodes.Count ? "clarify" : "verify";
    }

    // Somebody's own calendar, mail or machines, what is made and not found, and what was asked for there already.
    private static bool IsNothingForTheWeb(NodePlan node) =>
        NodeNames.IsTool(node.Node) || node.Node is "image_generation" or "web_search";

    private static bool IsThere(NodeOutcome outcome) => outcome is { Status: NodeStatus.Ok, Quality: >= 0.7 };

    private async Task<NodeOutcome> AskNodeAsync(TurnInput input, NodePlan node, int strategy)
    {
        var left = Left - s_forAnswer;
        try
        {
            return await Workflow.ExecuteActivityAsync(
                (IChatTurnActivities a) => a.RunNodeAsync(new(
                    input.TurnId, node.Node, strategy, node.Attempts,
                    Math.Max(1, Math.Min(node.Seconds, left.TotalSeconds)))),
                TurnOptions.Node(node, left));
        }
        catch (ActivityFailureException e) when (!TemporalException.IsCanceledException(e))
        {
            var status = e.InnerException is TimeoutFailureException
                or ApplicationFailureException { ErrorType: NodeTimedOut } ? NodeStatus.TimedOut : NodeStatus.Failed;
            await Workflow.ExecuteActivityAsync(
                (IChatTurnActivities a) => a.RecordNodeAsync(new(input.TurnId, node.Node, status, Reason(e), strategy)),
                TurnOptions.Record);
            return new(node.Node, status);
        }
    }

    private async Task AnswerAsync(TurnInput input, string? note)
    {
        await _journal.EnterAsync(TurnState.Answer, note, () => Task.CompletedTask);
        if (!(await WriteAsync(input, 1, note)).IsGradable)
        {
            return;
        }

        await _journal.EnterAsync(TurnState.Evaluate, null, () => Task.CompletedTask);
        try
        {
            var grade = await Workflow.ExecuteActivityAsync(
                (IChatTurnActivities a) => a.GradeAsync(new(input.TurnId, Left)), TurnOptions.Grade(Left));
            // One new attempt, never two, and only if there is time for it.
            if (grade.Next != "pass" && Left > s_forAnswer)
            {
                await _journal.EnterAsync(TurnState.Answer, grade.Next, () => Task.CompletedTask);
                var again = await WriteAsync(input, 2, grade.Next);
                // The grade that is shown is that of the answer that is shown.
                if (again.IsGradable && _isCurrent)
                {
                    await _journal.EnterAsync(TurnState.Evaluate, null, () => Task.CompletedTask);
                    await Workflow.ExecuteActivityAsync(
                        (IChatTurnActivities a) => a.GradeAsync(new(input.TurnId, Left)), TurnOptions.Grade(Left));
                }
            }
        }
        catch (ActivityFailureException e) when (!TemporalException.IsCanceledException(e))
        {
            // The answer stands; it is only not graded.
            _journal.Note(Reason(e));
        }
    }

    private Task<AnswerOutcome> WriteAsync(TurnInput input, int round, string? note) =>
        Workflow.ExecuteActivityAsync(
            (IChatTurnActivities a) => a.AnswerAsync(new(input.TurnId, round, note, Left)), TurnOptions.Answer(Left));

    private static Task<TurnState> RecordAsync(TurnInput input, TurnState state, string? detail) =>
        Workflow.ExecuteActivityAsync(
            (IChatTurnActivities a) => a.RecordAsync(new(input.TurnId, state, detail)), TurnOptions.Record);

    private async Task<TurnResult> EndAsync(TurnInput input, TurnState state, string? detail)
    {
        var recording = RecordAsync(input, state, detail);
        await _journal.EnterAsync(state, detail, () => recording);
        return new(await recording, detail);
    }

    // The activity of a stage writes its events itself: one step back and forth for each.
    private async Task<T> StageAsync<T>(TurnState state, Func<Task<T>> stageAsync, string? detail = null)
    {
        var stage = stageAsync();
        await _journal.EnterAsync(state, detail, () => stage);
        return await stage;
    }
}
