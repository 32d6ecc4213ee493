using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Writes the answer of a turn into its stream: the words that are fixed, or those of a model; when a model breaks off,
/// what it wrote is taken back and another one begins anew with the same history.
/// </summary>
public sealed class ChatAnswerer(
    ConversationLibrary library, ChatStore chats, TurnPlanner planner, ModelClients clients, ModelRegistry registry,
    TimeProvider time)
{
    private const double Good = 0.7;

    // What is said word by word: the question to a person, and what they do not have to be told otherwise.
    private static readonly string[] s_said = ["calendar.create_draft", "calendar.create_confirmed", "status.models"];

    // What a model may know when no source does; it is asked to be checked then.
    private static readonly string[] s_general = ["waste", "character", "web_search", "general"];

    /// <summary>Writes it.</summary>
    /// <returns>Whether a model wrote it, so that it can be graded; null when the turn is over or another attempt
    /// writes.</returns>
    public async Task<bool?> WriteAsync(TurnRecord turn, AnswerInput input, CancellationToken cancellationToken)
    {
        var plan = JsonSerializer.Deserialize<PlanData>(turn.Plan!, EventJson.Options)!;
        var nodes = await NodesAsync(turn.Id, cancellationToken);
        var plain = Plain(plan, nodes, input);
        var tries = plain is not null ? [] : Tries(turn, plan);
        foreach (var (role, use, name) in tries)
        {
            var writer = await chats.BeginWritingAsync(turn.Id, name, cancellationToken);
            if (writer == 0)
            {
                return null;
            }

            await TellAsync(turn, input, writer, ChatWords.FormatModelWriting(name), cancellationToken);
            var tokens = new TokenWriter(chats, turn.Id, writer, time);
            try
            {
                var client = clients.Find(role, use, asked: turn.Model)!;
                var messages = await MessagesAsync(turn, plan, nodes, input, cancellationToken);
                if (!await tokens.WriteAsync(
                    StreamAsync(client, messages, Tail(plan, nodes, input), cancellationToken), cancellationToken))
                {
                    return null;
                }

                if (tokens.HasText)
                {
                    return true;
                }
            }
            catch (ModelException e) when (!cancellationToken.IsCancellationRequested)
            {
                await chats.TellAsync(
                    turn.Id, $"switching:{input.Round}:{writer}", "processing",
                    new { stage = (int)TurnState.Answer, text = ChatWords.Switching, reason = $"{e.Failure}" },
                    cancellationToken);
            }
        }

        return await SayAsync(turn, plain ?? Fallback(nodes), cancellationToken) ? false : null;
    }

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

    private static string Fallback(IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes) =>
        nodes.Where(IsThere).Select(n => n.Data.Summary).ToList() is { Count: > 0 } parts
            ? string.Join("\n\n", parts)
            : ChatWords.NoAnswer;

    private static string Tail(
        PlanData plan, IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes, AnswerInput input)
    {
        var sources = plan.Intents.Count == 0 ? "" : string.Join(", ", nodes.Where(IsThere)
            .SelectMany(n => n.Data.Sources).Where(s => s.Url is not null).Select(s => $"{s.Title} {s.Url}").Distinct()
                .Take(3));
        return (sources.Length > 0 ? $"\n\n{ChatWords.FormatSources(sources)}" : "")
            + (input.Note is "verify" or "clarify" ? $"\n\n{ChatWords.Verify}" : "")
            + (plan.Notice == "cut" ? $"\n\n{ChatWords.FormatCut($"{MessageLimit.Default}")}" : "");
    }

    private static async IAsyncEnumerable<string> StreamAsync(
        IChatClient client, IReadOnlyList<ChatMessage> messages, string tail,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hasText = false;
        await foreach (var update in client.GetStreamingResponseAsync(messages, null, cancellationToken))
        {
            if (update.Text is { Length: > 0 } text)
            {
                hasText |= !string.IsNullOrWhiteSpace(text);
                yield return text;
            }
        }

        if (hasText && tail.Length > 0)
        {
            yield return tail;
        }
    }

    // Results of tools are worded by the small model; everything else by the one that reasons, and in its stead.
    private List<(string Role, string Use, string Name)> Tries(TurnRecord? turn, PlanData plan)
    {
        var stages = plan.Action == "tools"
            ? new[] { ChatModels.Classifier }
            : [ChatModels.Reasoner, ChatModels.Classifier];
        return
        [
            .. stages.Select(s => (s, Entry: registry.ForStage(s, s == ChatModels.Reasoner ? turn?.Model : null)))
                .Where(s => s.Entry is not null).Select(s => (s.s.Role, s.s.Use, s.Entry!.Model)),
        ];
    }

    private async Task<List<ChatMessage>> MessagesAsync(
        TurnRecord turn, PlanData plan, IReadOnlyList<(NodeRecord Record, NodeData Data)> nodes, AnswerInput input,
        CancellationToken cancellationToken)
    {
        var conversation = await chats.FindConversationAsync(turn.ConversationId, cancellationToken);
        var prompt = library.Rules.Prompts[
            plan.Action == "tools" ? "tool" : plan.Intents.Any(i => i is not "general" and not "web_search")
                ? "eco" : "reasoner"];
        var (message, isCut) = MessageLimit.Cut(turn.Message);
        if (isCut)
        {
            await chats.TellAsync(
                turn.Id, $"rewrite:{input.Round}", "rewrite", new { stage = (int)TurnState.Answer, text = message },
                cancellationToken);
        }

        var data = string.Join("\n\n", nodes.Where(n => n.Data.Context.Length > 0 && IsThere(n))
            .Select(n => DataBlock.Of(n.Record.Node, n.Data.Context)));
        var missing = string.Join(", ", nodes.Where(n => !IsThere(n) && n.Record.Node != McpNode.Name)
            .Select(n => n.Record.Node));
        return
        [
            new(ChatRole.System,
                $"{prompt}\n[현재 시간] {planner.Now} (한국 표준시)"
                + (missing.Length > 0 ? $"\n[찾지 못한 것] {missing}" : "")
                + (input.Round > 1 ? "\n[다시] 앞의 답은 자료에서 벗어났다. 자료에 있는 것만 말한다." : "")),
            .. await planner.HistoryAsync(turn, conversation, cancellationToken),
            new(ChatRole.User, data.Length > 0 ? $"{message}\n\n{data}" : message),
        ];
    }

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
        TurnRecord turn, AnswerInput input, long writer, string text, CancellationToken cancellationToken) =>
        chats.TellAsync(
            turn.Id, $"writing:{input.Round}:{writer}", "processing", new { stage = (int)TurnState.Answer, text },
            cancellationToken);

    private async Task<IReadOnlyList<(NodeRecord Record, NodeData Data)>> NodesAsync(
        string turn, CancellationToken cancellationToken) =>
    [
        .. (await chats.NodesAsync(turn, cancellationToken))
            .Select(n => (n, JsonSerializer.Deserialize<NodeData>(n.Data, EventJson.Options)!)),
    ];
}
