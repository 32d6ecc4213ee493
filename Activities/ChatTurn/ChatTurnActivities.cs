using OpsFlow.Activities.ChatTurn.Channels;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Activities.Shared;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;
using OpsFlow.Workflows.Shared;
using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>The side effects of a turn.</summary>
public sealed class ChatTurnActivities(
    ChatStore chats, TurnPlanner planner, ChatAnswerer answerer, NodeBreakers breakers, ConversationLibrary library,
    AnswerGraders graders, IEnumerable<IChatNode> nodes, ChatDeliveryStore deliveries, DecisionSeal seal,
    TimeProvider time) : IChatTurnActivities
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_toSayIt = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IChatNode> _nodes =
        nodes.SelectMany(n => n.Names.Select(name => (name, n))).ToDictionary(n => n.name, n => n.n);

    /// <inheritdoc/>
    [Activity("ChatPlan")]
    public Task<TurnPlan> PlanAsync(TurnStep input) => StepAsync(input.TurnId, async (turn, token) =>
    {
        var (plan, model) = (turn.ReadPlan(), turn.ClassifyModel);
        if (plan is null)
        {
            await chats.TellAsync(
                turn.Id, "received", "processing", new { stage = (int)TurnState.Queued, text = ChatWords.Received },
                token);
            await chats.MoveAsync(
                turn.Id, TurnState.Intent, null, "analyzing", "processing",
                new { stage = (int)TurnState.Intent, text = ChatWords.Analyzing }, token);
            (plan, model) = await planner.PlanAsync(turn, token);
            await chats.KeepPlanAsync(turn.Id, plan, model, token);
        }

        // Also when the attempt before ended behind its plan: told again, it is told once.
        await chats.TellAsync(
            turn.Id, "intent", "intent",
            new
            {
                stage = (int)TurnState.Intent, plan.Action, plan.Intents, tools = plan.Tools.Select(t => t.Node),
                plan.Route, model,
            },
            token);

        // A stream shows that it goes on; messages alone do not.
        if (plan is { Action: "route", Text: null, Response: null }
            && turn.UserId.StartsWith(ChatDeliveries.SynologyUser, StringComparison.Ordinal))
        {
            await deliveries.AskAsync(turn.Id, "deeper", ChatWords.Deeper, token);
        }

        return new TurnPlan([.. plan.Tools.Select(NodePlan)], plan.NeedsLocation && turn.Location is null);
    });

    /// <inheritdoc/>
    [Activity("ChatCheckAnswer")]
    public Task<string?> CheckAnswerAsync(TurnAnswerInput input) => Task.FromResult(
        seal.IsOf(input.Answer.Seal, input.Answer.SealedParts(input.TurnId))
            ? null
            : AnswerRefusal.AnswerNotOurs);

    /// <inheritdoc/>
    [Activity("ChatTakeAnswer")]
    public Task TakeAnswerAsync(TurnAnswerInput input) =>
        // What the store does not keep must not wedge the turn.
        chats.KeepLocationAsync(input.TurnId, input.Answer.Text.WithoutNul(), Token());

    /// <inheritdoc/>
    [Activity("ChatNode")]
    public Task<NodeOutcome> RunNodeAsync(NodeInput input) => StepAsync(input.TurnId, async (turn, token) =>
    {
        var (began, policy) = (time.GetUtcNow(), library.Rules.Policies.Of(input.Node));
        var window = TimeSpan.FromSeconds(policy.Window);
        if (!await breakers.MayEnterAsync(input.Node, window, token))
        {
            await KeepAsync(
                turn, input.Node, input.Strategy, NodeStatus.BreakerOpen,
                Failed(ChatWords.Unavailable, "breaker_open"), began, token);
            return new NodeOutcome(input.Node, NodeStatus.BreakerOpen);
        }

        var attempt = ActivityExecutionContext.Current.Info.Attempt;
        var isTool = NodeNames.IsTool(input.Node);
        await chats.TellAsync(
            turn.Id, $"node_start:{input.Node}:{input.Strategy}:{attempt}", "node_start",
            new
            {
                stage = (int)TurnState.Nodes, node = input.Node, strategy = input.Strategy, attempt,
                text = TextOf(input.Node),
            },
            token);
        // A tool that is asked by itself is its own node's one call.
        var call = isTool ? await ToolEvents.BeginAsync(chats, time, turn.Id, input, attempt, token) : null;
        if (call is not null && input.Node == "document.ask")
        {
            // It may take its minute.
            await call.ProgressAsync(ChatWords.LookingIntoLibrary, token);
        }

        try
        {
            var found = await AskAsync(turn, input, token);
            await breakers.SucceededAsync(input.Node, token);
            var status = found.Quality > 0 ? NodeStatus.Ok : NodeStatus.Missing;
            await (call?.EndAsync(found.Error, token) ?? Task.CompletedTask);
            await KeepAsync(turn, input.Node, input.Strategy, status, found, began, token);
            return new NodeOutcome(input.Node, status, found.Quality);
        }
        catch (Exception e) when (!token.IsCancellationRequested)
        {
            var isLate = e is OperationCanceledException;
            await (call?.EndAsync(isLate ? "timeout" : "failed", token) ?? Task.CompletedTask);
            await breakers.FailedAsync(input.Node, policy.Breaker, window, token);
            // A tool has its ten seconds once: asking it again would only double the wait.
            throw isLate
                ? new ApplicationFailureException(
                    $"{input.Node} took longer than {input.Seconds:0.#} s.", e, ChatTurnWorkflow.NodeTimedOut,
                    nonRetryable: isTool)
                : new ApplicationFailureException(e.Message, e, "NodeFailed");
        }
    });

    /// <inheritdoc/>
    [Activity("ChatNodeFailed")]
    public async Task RecordNodeAsync(NodeFailure input)
    {
        if (await chats.FindAsync(input.TurnId, Token()) is not { } turn)
        {
            return;
        }

        using var words = Language.Use(turn.Language);
        var said = input.Node == "calendar.create_confirmed" ? ChatWords.BookingFailed
            : input.Status == NodeStatus.TimedOut ? ChatWords.TimedOut
            : ChatWords.Unavailable;
        await KeepAsync(
            turn, input.Node, input.Strategy, input.Status, Failed(said, input.Reason), time.GetUtcNow(), Token());
    }

    /// <inheritdoc/>
    [Activity("ChatAnswer")]
    public Task<AnswerOutcome> AnswerAsync(AnswerInput input) => StepAsync(input.TurnId, async (turn, token) =>
        await answerer.WriteAsync(turn, input, LeftOf(input), token) is { } isGradable
            ? new AnswerOutcome(isGradable)
            : throw Stopped());

    /// <inheritdoc/>
    [Activity("ChatGrade")]
    public Task<GradeOutcome> GradeAsync(TurnStep input) => StepAsync(
        input.TurnId, (turn, token) => graders.GradeAsync(turn, turn.ReadPlan(), token));

    /// <inheritdoc/>
    [Activity("ChatRecord")]
    public async Task<TurnState> RecordAsync(TurnChange change)
    {
        if (await chats.FindAsync(change.TurnId, Token()) is not { } turn)
        {
            return change.State;
        }

        using var words = Language.Use(turn.Language);
        if (change.State == TurnState.NeedsInput)
        {
            await chats.MoveAsync(
                turn.Id, change.State, change.Detail, $"needs:{change.Detail}", "needs_input",
                new { stage = (int)change.State, subject = change.Detail, text = ChatWords.AskLocation }, Token());
            await deliveries.AskAsync(turn.Id, change.Detail ?? "input", ChatWords.AskLocation, Token());
            return change.State;
        }

        if (change.State == TurnState.Failed && turn.CancelAsked == 0)
        {
            await chats.TellAsync(
                turn.Id, "failed", "processing", new { stage = (int)change.State, text = ChatWords.InternalError },
                Token());
        }

        return await chats.EndAsync(
            turn.Id, change.State, change.Detail, (state, written) => Words(state, written, change.Detail),
            turn.ReadPlan()?.Intents.FirstOrDefault(i => i != "general"), Token());
    }

    // A turn never ends without a word: what was written, else why there is nothing.
    private static string Words(TurnState state, string written, string? detail) =>
        written?.HasVisible() == true ? written
        : state == TurnState.Canceled ? ChatWords.Canceled
        : state == TurnState.Done ? ChatWords.NoAnswer
        : detail?.StartsWith(ChatTurnWorkflow.Closed, StringComparison.Ordinal) == true
            ? ChatWords.FormatNodeClosed(detail[(ChatTurnWorkflow.Closed.Length + 1)..].Trim())
        : detail == "timeout" ? ChatWords.TimedOut
        : ChatWords.WentWrong;

    // What is told while a node is asked; null for sources, which have no name that people know.
    private static string? TextOf(string node) =>
        node == "status.models" ? ChatWords.CheckingStatus
        : NodeNames.IsTool(node) ? ChatWords.FormatUsingTool(node)
        : null;

    private static CancellationToken Token() => ActivityExecutionContext.Current.CancellationToken;

    private static NodeData Failed(string summary, string error) => new("", summary, 0, [], error);

    private static ApplicationFailureException Stopped() =>
        new("The turn was stopped.", errorType: "Stopped", nonRetryable: true,
            category: ApplicationErrorCategory.Benign);

    private NodePlan NodePlan(PlannedNode node)
    {
        var policy = library.Rules.Policies.Of(node.Node);
        return new(
            node.Node, policy.Seconds, policy.Retries + 1,
            policy.Mode switch { "open" => NodeMode.Open, "close" => NodeMode.Close, _ => NodeMode.Fallback },
            node.IsRequired);
    }

    private async Task<NodeData> AskAsync(TurnRecord turn, NodeInput input, CancellationToken token)
    {
        if (_nodes.GetValueOrDefault(input.Node) is not { } node)
        {
            return NodeAnswers.Nothing(ChatWords.FormatNotThere(input.Node));
        }

        var planned = turn.ReadPlan()?.Tools.FirstOrDefault(t => t.Node == input.Node);
        using var limit = new TimeLimit(TimeSpan.FromSeconds(input.Seconds), time, token);
        // A node that does not listen is left behind.
        return await node.RunAsync(
            new(turn, input.Node, planned?.Parameters ?? new Dictionary<string, string>(), input.Strategy)
            {
                Limit = TimeSpan.FromSeconds(input.Seconds), Attempt = ActivityExecutionContext.Current.Info.Attempt,
            },
            limit.Token)
            .WaitAsync(limit.Token);
    }

    // Of the turn's time, whichever attempt this is; with a little to say that it is over.
    private TimeSpan LeftOf(AnswerInput input)
    {
        var gone = time.GetUtcNow().UtcDateTime - ActivityExecutionContext.Current.Info.ScheduledTime;
        var left = input.Left - (gone > TimeSpan.Zero ? gone : TimeSpan.Zero) - s_toSayIt;
        return left > s_least ? left : s_least;
    }

    private Task KeepAsync(
        TurnRecord turn, string node, int strategy, NodeStatus status, NodeData data, DateTimeOffset began,
        CancellationToken token) =>
        chats.KeepNodeAsync(turn.Id, node, strategy, status, data, time.GetUtcNow() - began, token);

    // Under heartbeats, in the person's language, and stopped as soon as they ask for it: the store tells every worker,
    // sooner than the engine could.
    private Task<T> StepAsync<T>(string id, Func<TurnRecord, CancellationToken, Task<T>> stepAsync) =>
        Heartbeats.RunAsync(time, async (_, token) =>
        {
            var turn = await chats.FindAsync(id, token)
                ?? throw new ApplicationFailureException(
                    "The turn is gone.", errorType: "NotFound", nonRetryable: true);
            if (turn.CancelAsked == 1 || ChatStore.IsFinal(turn.State))
            {
                throw Stopped();
            }

            using var words = Language.Use(turn.Language);
            using var over = new CancellationTokenSource();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            var watching = WatchAsync(id, stop, over.Token);
            try
            {
                return await stepAsync(turn, stop.Token);
            }
            catch (Exception e) when (stop.IsCancellationRequested && !token.IsCancellationRequested
                && e is OperationCanceledException or ModelException or ApplicationFailureException)
            {
                throw Stopped();
            }
            catch (ModelException e)
            {
                throw new ApplicationFailureException(
                    e.Message, e, errorType: "ModelFailed", nonRetryable: !e.IsTransient, nextRetryDelay: e.RetryAfter);
            }
            finally
            {
                await over.CancelAsync();
                await watching;
            }
        });

    private async Task WatchAsync(string id, CancellationTokenSource stop, CancellationToken over)
    {
        try
        {
            using var timer = new PeriodicTimer(s_look, time);
            while (await timer.WaitForNextTickAsync(over))
            {
                if (await chats.IsStoppedAsync(id, over))
                {
                    await stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The step is over.
        }
    }
}
