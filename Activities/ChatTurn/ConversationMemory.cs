using Microsoft.Extensions.AI;
using OpsFlow.Domain.Conversation.Memory;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// What a model is told of the conversation so far: a summary of its beginning and the rest word for word. What no
/// longer fits the model's window is summarized; when that fails, the turn goes on without.
/// </summary>
public sealed class ConversationMemory(
    ConversationLibrary library, ChatStore chats, NodeBreakers breakers, ModelClients clients,
    ModelRegistry registry, TimeProvider time)
{
    private const string Node = "summary";

    // No prompt has more: who has said so much since the last summary is told of the latest.
    private const int MostRead = 200;

    /// <summary>All that the model of an answer is told, summarized first where it does not fit.</summary>
    /// <param name="rest">The tokens of what else is in the prompt.</param>
    public async Task<IReadOnlyList<ChatMessage>> FitAsync(
        TurnRecord turn, ModelEntry entry, long rest, CancellationToken cancellationToken)
    {
        var conversation = await chats.FindConversationAsync(turn.ConversationId, cancellationToken);
        var messages = await ToldConversation.ReadAsync(
            chats, turn, conversation?.Summarized, MostRead, cancellationToken);
        var policy = SummaryPolicy.Of(entry.ContextTokens, entry.MaxOutputTokens);
        var count = policy.Count(
            [.. messages.Select(m => TokenEstimate.Of([ToldConversation.Message(m)]))],
            rest + TokenEstimate.Of(ToldConversation.Of(conversation?.Summary, [])));
        if (count > 0 && conversation is not null
            && await SummarizeAsync(turn, conversation, messages.Take(count).ToList(), policy, cancellationToken)
                is { } summary)
        {
            return ToldConversation.Of(summary, messages.Skip(count));
        }

        return ToldConversation.Of(conversation?.Summary, messages);
    }

    private async Task<string?> SummarizeAsync(
        TurnRecord turn, ConversationRecord conversation, List<ChatMessageRecord> messages, SummaryPolicy size,
        CancellationToken cancellationToken)
    {
        var policy = library.Rules.Policies.Of(Node);
        var window = TimeSpan.FromSeconds(policy.Window);
        if (registry.ForStage(ChatModels.Summary) is not { } entry
            || clients.Find(ChatModels.Summary.Role, ChatModels.Summary.Use) is not { } client
            || !await breakers.MayEnterAsync(Node, window, cancellationToken))
        {
            return null;
        }

        var through = messages[^1].Position;
        var began = time.GetTimestamp();
        await TellAsync("node_start", new { stage = (int)TurnState.Answer, node = Node, messages = messages.Count });
        var summary = await AskAsync(
            client, Prompt(conversation.Summary, messages, PromptWindow.Of(entry)), size.Summary, policy,
            cancellationToken);
        var milliseconds = (long)time.GetElapsedTime(began).TotalMilliseconds;
        if (summary is null)
        {
            await breakers.FailedAsync(Node, policy.Breaker, window, cancellationToken);
            await TellAsync("node_end", new
            {
                stage = (int)TurnState.Answer, node = Node, status = NodeStatus.Failed, milliseconds,
            });
            return null;
        }

        await breakers.SucceededAsync(Node, cancellationToken);
        await chats.KeepSummaryAsync(conversation.Id, conversation.Summarized, through, summary, cancellationToken);
        await TellAsync("node_end", new
        {
            stage = (int)TurnState.Answer, node = Node, status = NodeStatus.Ok, milliseconds,
        });
        return summary;

        Task TellAsync(string kind, object data) =>
            chats.TellAsync(turn.Id, $"{kind}:{Node}:{through}", kind, data, cancellationToken);
    }

    private async Task<string?> AskAsync(
        IChatClient client, IReadOnlyList<ChatMessage> prompt, int maxTokens,
        Domain.Conversation.Policies.NodePolicy policy, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt <= policy.Retries; attempt++)
        {
            using var limit = new TimeLimit(TimeSpan.FromSeconds(policy.Seconds), time, cancellationToken);
            try
            {
                var response = await client.GetResponseAsync(
                    prompt, new ChatOptions { MaxOutputTokens = maxTokens }, limit.Token);
                if (!string.IsNullOrWhiteSpace(response.Text))
                {
                    return response.Text.Trim();
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested
                && e is ModelException or OperationCanceledException)
            {
                if (e is OperationCanceledException or ModelException { IsTransient: false })
                {
                    // There is no time for another, or it would fail in the same way.
                    return null;
                }
            }
        }

        return null;
    }

    private IReadOnlyList<ChatMessage> Prompt(
        string? before, IEnumerable<ChatMessageRecord> messages, long maxTokens) => PromptWindow.Fit(
        [
            new(ChatRole.System, library.Rules.Prompts["summary"]),
            .. ToldConversation.Of(before, messages),
            new(ChatRole.User, "지금까지의 대화를 요약해 줘. Summarize the conversation so far."),
        ],
        maxTokens);
}
