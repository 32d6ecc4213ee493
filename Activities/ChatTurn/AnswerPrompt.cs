using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// What the model of an answer is sent: who it is, the moment and a draft that waits, the conversation, the person's
/// own words, and what the nodes brought. It fits the model's window.
/// </summary>
public sealed class AnswerPrompt(
    ConversationLibrary library, ChatStore chats, DraftStore drafts, ConversationMemory memory, TurnPlanner planner)
{
    /// <summary>Makes it.</summary>
    /// <param name="data">What the nodes brought, each with its name.</param>
    /// <param name="missing">The nodes that brought nothing.</param>
    public async Task<IReadOnlyList<ChatMessage>> MakeAsync(
        TurnRecord turn, PlanData plan, AnswerInput input, ModelEntry entry,
        IEnumerable<(string Node, string Context)> data, IEnumerable<string> missing,
        CancellationToken cancellationToken)
    {
        var (message, isCut) = MessageLimit.Cut(turn.Message);
        if (isCut)
        {
            await chats.TellAsync(
                turn.Id, $"rewrite:{input.Round}", "rewrite", new { stage = (int)TurnState.Answer, text = message },
                cancellationToken);
        }

        var draft = await drafts.WaitingAsync(turn.ConversationId, cancellationToken);
        var system = new ChatMessage(ChatRole.System, SystemText(plan, input, draft, [.. missing]));
        var blocks = string.Join("\n\n", data.Select(d => DataBlock.Of(d.Node, d.Context)));
        var asked = new ChatMessage(ChatRole.User, blocks.Length > 0 ? $"{message}\n\n{blocks}" : message);
        return PromptWindow.Fit(
            [
                system,
                .. await memory.FitAsync(turn, entry, TokenEstimate.Of([system, asked]), cancellationToken),
                asked,
            ],
            PromptWindow.Of(entry));
    }

    private string SystemText(PlanData plan, AnswerInput input, CalendarDraft? draft, IReadOnlyList<string> missing)
    {
        var prompt = library.Rules.Prompts[
            plan.Action == "tools" ? "tool" : plan.Intents.Any(i => i is not "general" and not "web_search")
                ? "eco" : "reasoner"];
        return $"{prompt}\n{planner.Moment(draft)}"
            + (missing.Count > 0 ? $"\n[찾지 못한 것] {string.Join(", ", missing)}" : "")
            + (input.Round > 1 ? "\n[다시] 앞의 답은 자료에서 벗어났다. 자료에 있는 것만 말한다." : "");
    }
}
