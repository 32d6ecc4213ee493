using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// What models are told of a conversation: a summary of its beginning, which is data like all that others wrote, and
/// messages word for word.
/// </summary>
internal static class ToldConversation
{
    /// <summary>The latest messages that are not the turn's own, the oldest first.</summary>
    /// <param name="after">The position of the last one in front of them; null for the beginning.</param>
    public static async Task<IReadOnlyList<ChatMessageRecord>> ReadAsync(
        ChatStore chats, TurnRecord turn, long? after, int most, CancellationToken cancellationToken)
    {
        var read = await chats.ListMessagesAsync(
            turn.ConversationId, null, after, most + 1, cancellationToken);
        return [.. read.Where(m => m.TurnId != turn.Id).Take(most).Reverse()];
    }

    /// <summary>The messages of a prompt.</summary>
    public static List<ChatMessage> Of(string? summary, IEnumerable<ChatMessageRecord> messages) => summary is null
        ? [.. messages.Select(Message)]
        : [
            new(ChatRole.System, $"[앞선 대화의 요약]\n{DataBlock.Of("summary", summary, int.MaxValue)}"),
            .. messages.Select(Message),
        ];

    /// <summary>One message.</summary>
    public static ChatMessage Message(ChatMessageRecord message) => new(
        message.Role == "user" ? ChatRole.User : ChatRole.Assistant, MessageLimit.Cut(message.Content).Text);
}
