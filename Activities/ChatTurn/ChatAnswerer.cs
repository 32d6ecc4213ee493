using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Writes the answer of a turn into its stream: the words that are fixed, or those of a model; when a model breaks off,
/// what it wrote is taken back and another one begins anew with the same history.
/// </summary>
public sealed class ChatAnswerer(
    ChatStore chats, AnswerPrompt prompt, ModelClients clients, ModelRegistry registry, ModelHealthMonitor health,
    NodeBreakers breakers, ConversationLibrary library, TimeProvider time)
{
    private const double Good = 0.7;
    private const string General = "general";

    // What is said word by word: the question to a person, and what they do not have to be told otherwise.
    private static readonly string[] s_said = ["calendar.create_draft", "calendar.create_confirmed", "status.models"];

    // What a model may know when no source does; it is asked to be checked then.
    private static readonly string[] s_general = ["waste", "character", "web_search", "general"];

    /// <summary>Writes it.</summary>
    /// <param name="left">How long it may take: then what is written so far is the answer, and says so.</param>
    /// <returns>Whether a model wrote it, so that it can be graded; null when the turn is over or another attempt
    /// writes.</returns>
    public async Task<bool?> WriteAsync(
        TurnRecord turn, AnswerInput input, TimeSpan left, CancellationToken cancellationToken)
    {
        var plan = turn.ReadPlan()!;
        var nodes = await NodesAsync(turn.Id, cancellationToken);
        var plain = Plain(plan, nodes, input);
        var tries = plain is not null ? [] : Tries(turn, plan);
        using var limit = new TimeLimit(left, time, cancellationToken);
        if (nodes.Count > 0)
        {
            await TellAsync(turn, input, 0, "gathering", ChatWords.PuttingTogether, null, cancellationToken);
        }

        var policy = library.Rules.Policies.Of(General);
        var window = TimeSpan.FromSeconds(policy.Window);
        var why = "";
        for (var i = 0; i < tries.Count && !limit.IsOver; i++)
        {
            var (stage, entry) = tries[i];
            var isGuarded = stage == ChatModels.Reasoner;
            var breaker = BreakerOf(entry);
            if (isGuarded && !await breakers.MayEnterAsync(breaker, window, cancellationToken))
            {
                why = "BreakerOpen";
                continue;
            }

            var writer = await chats.BeginWritingAsync(turn.Id, entry.Model, cancellationToken);
            if (writer == 0)
            {
                return null;
            }

            // What was written before is taken back by now; then whoever reads learns why another begins.
            if (why.Length > 0)
            {
                await TellAsync(
                    turn, input, writer, "switching", ChatWords.Switching, why, cancellationToken);
            }

            if (isGuarded && await BusyAsync(entry, cancellationToken) is { } load)
            {
                await TellAsync(
                    turn, input, writer, "busy", ChatWords.FormatModelBusy(load), null, cancellationToken);
            }

            await TellAsync(
                turn, input, writer, "writing", ChatWords.FormatModelWriting(entry.Model), null, cancellationToken);
            var tokens = new TokenWriter(chats, turn.Id, writer, time);
            try
            {
                var client = clients.Of(stage, entry);
                var messages = await prompt.MakeAsync(
                    turn, plan, input, entry,
                    nodes.Where(n => n.Data.Context.Length > 0 && IsThere(n))
                        .Select(n => (n.Record.Node, n.Data.Context)),
                    nodes.Where(n => !IsThere(n) && n.Record.Node != McpNode.Name)
                        .Select(n => n.Record.Node),
                    limit.Token);
                var isFollowed = await IsFollowedAsync(tries, i, policy.Breaker, window, cancellationToken);
                var stream = new AnswerStream(
                    client, time, isFollowed ? TimeSpan.FromSeconds(policy.Seconds) : null);
                if (!await tokens.WriteAsync(
                    stream.ReadAsync(messages, Tail(plan, nodes, input), limit.Token), limit.Token))
                {
                    return null;
                }

                if (tokens.HasText)
                {
                    await (isGuarded ? SucceededAsync(breaker, cancellationToken) : Task.CompletedTask);
                    return true;
                }

                why = "Empty";
            }
            catch (ModelException e) when (!limit.Token.IsCancellationRequested)
            {
                why = $"{e.Failure}";
            }
            catch (Exception e) when (limit.IsOver && !cancellationToken.IsCancellationRequested
                && e is OperationCanceledException or ModelException)
            {
                if (await tokens.EndAsync($"\n\n{ChatWords.TimeIsUp}", cancellationToken) is { } isWritten)
                {
                    return isWritten ? false : null;
                }
            }

            await (isGuarded && !limit.IsOver
                ? breakers.FailedAsync(breaker, policy.Breaker, window, cancellationToken)
                : Task.CompletedTask);
        }

        var said = plain ?? Fallback(nodes, limit.IsOver ? ChatWords.TimedOut : ChatWords.NoAnswer);
        return await SayAsync(turn, said, cancellationToken) ? false : null;
    }

    // Of the model, not of all: which one reasons is for a turn to say, and only what fails is left alone.
    private static string BreakerOf(ModelEntry entry) => $"{General}:{entry.Name}";

    private static bool IsThere((NodeRecord Record, NodeData Data) node) =>
        node.Record.Status == nameof(NodeStatus.Ok) && node.Data.Quality >= Good;

    // The fixed words; null where a model writes.
    private string? Plain(PlanData plan, IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes, AnswerInput input)
    {
        if (plan.Text is not null || plan.Response is not null)
        {
            return plan.Text ?? plan.Response;
        }

        // The question, and what was booked, stay as they are; as does what is not set up or went wrong.
        var isFixed = plan.Tools.Any(t => s_said.Contains(t.Node))
            || (plan.Tools.Count > 0 && !nodes.Any(IsThere) && !plan.Intents.All(i => s_general.Contains(i)))
            || (plan.Action == "tools" && !nodes.Any(IsThere));
        return isFixed || (plan.Tools.Count > 0 && Tries(null, plan).Count == 0)
            ? Summaries(plan, nodes, input.Note)
            : Tries(null, plan).Count == 0 ? ChatWords.NoModel : null;
    }

    private static string Summaries(
        PlanData plan, IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes, string? note)
    {
        var parts = nodes.Where(n => n.Data.Summary.Length > 0
            && (plan.Tools.Any(t => t.Node == n.Record.Node && t.IsRequired) || IsThere(n)))
            .Select(n => n.Data.Summary).Distinct().ToList();
        var sources = string.Join(", ", nodes.Where(IsThere).SelectMany(n => n.Data.Sources)
            .Where(s => s.Url is not null).Select(s => $"{s.Title} {s.Url}").Distinct().Take(3));
        if (sources.Length > 0)
        {
            parts.Add(ChatWords.FormatSources(sources));
        }

        if (PictureRest.Told(plan) is { } rest)
        {
            parts.Add(rest);
        }

        if (note == "verify")
        {
            parts.Add(ChatWords.Verify);
        }
        else if (note == "clarify")
        {
            parts.Add(ChatWords.AskClear);
        }

        return parts.Count == 0 ? ChatWords.NoAnswer : string.Join("\n\n", parts);
    }

    private static string Fallback(IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes, string nothing) =>
        nodes.Where(IsThere).Select(n => n.Data.Summary).ToList() is { Count: > 0 } parts
            ? string.Join("\n\n", parts)
            : nothing;

    private static string Tail(
        PlanData plan, IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes, AnswerInput input)
    {
        var sources = plan.Intents.Count == 0 ? "" : string.Join(", ", nodes.Where(IsThere)
            .SelectMany(n => n.Data.Sources).Where(s => s.Url is not null).Select(s => $"{s.Title} {s.Url}").Distinct()
                .Take(3));
        return (sources.Length > 0 ? $"\n\n{ChatWords.FormatSources(sources)}" : "")
            + (PictureRest.Told(plan) is { } rest ? $"\n\n{rest}" : "")
            + (input.Note is "verify" or "clarify" or "fallback" ? $"\n\n{ChatWords.Verify}" : "")
            + (plan.Notice == "cut" ? $"\n\n{ChatWords.FormatCut($"{MessageLimit.Default}")}" : "");
    }

    // Results of tools are worded by the small model; everything else by the one that reasons, and in its stead.
    private List<(ModelStage Stage, ModelEntry Entry)> Tries(TurnRecord? turn, PlanData plan)
    {
        var stages = plan.Action == "tools"
            ? new[] { ChatModels.Classifier }
            : [ChatModels.Reasoner, ChatModels.Classifier];
        // Between the two, as often as the policy says.
        var attempts = plan.Action == "tools" ? 1 : library.Rules.Policies.Of(General).Retries + 1;
        return
        [
            .. Enumerable.Range(0, attempts).Select(i => stages[i % stages.Length])
                .Select(s => (s, Entry: registry.ForStage(s, s == ChatModels.Reasoner ? turn?.Model : null)))
                .Where(s => s.Entry is not null).Select(s => (s.s, s.Entry!)),
        ];
    }

    // Whether another try would come if this one failed: without one a slow answer is better than none.
    private async Task<bool> IsFollowedAsync(
        List<(ModelStage Stage, ModelEntry Entry)> tries, int current, int threshold, TimeSpan window,
        CancellationToken cancellationToken)
    {
        foreach (var (stage, entry) in tries.Skip(current + 1))
        {
            var failsBefore = tries[current].Stage == ChatModels.Reasoner && tries[current].Entry == entry ? 1 : 0;
            if (stage != ChatModels.Reasoner || await breakers.WouldEnterAsync(
                BreakerOf(entry), failsBefore, threshold, window, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    // The answer is written by now: a breaker that stays as it was only lets less in for a while.
    private async Task SucceededAsync(string breaker, CancellationToken cancellationToken)
    {
        try
        {
            await breakers.SucceededAsync(breaker, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It closes with the next answer.
        }
    }

    // In words, where it is; nothing is measured for it.
    private async Task<string?> BusyAsync(ModelEntry entry, CancellationToken cancellationToken) =>
        (await health.ReportAsync(isAsked: false, cancellationToken)).FirstOrDefault(r => r.Entry == entry)?.Load
            is { } load and (ModelLoad.Busy or ModelLoad.VeryBusy)
            ? StatusNode.WordOf(load)
            : null;

    private async Task<bool> SayAsync(TurnRecord turn, string text, CancellationToken cancellationToken)
    {
        var writer = await chats.BeginWritingAsync(turn.Id, null, cancellationToken);
        return writer > 0
            && await new TokenWriter(chats, turn.Id, writer, time).WriteAsync(One(text), cancellationToken);
    }

    private static async IAsyncEnumerable<string> One(string text)
    {
        await Task.CompletedTask;
        yield return text;
    }

    private Task TellAsync(
        TurnRecord turn, AnswerInput input, long writer, string key, string text, string? reason,
        CancellationToken cancellationToken) =>
        chats.TellAsync(
            turn.Id, $"{key}:{input.Round}:{writer}", "processing",
            new { stage = (int)TurnState.Answer, text, reason }, cancellationToken);

    private async Task<IReadOnlyList<(NodeRecord Record, NodeData Data)>> NodesAsync(
        string turn, CancellationToken cancellationToken) =>
    [
        .. (await chats.NodesAsync(turn, cancellationToken))
            .Select(n => (n, n.ReadData())),
    ];
}
