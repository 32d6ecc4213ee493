using System.Text.Json;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>The answer to a message.</summary>
internal sealed record TurnAccepted(string JobId, string Events, TurnState Status);

/// <summary>A conversation in a list.</summary>
internal sealed record ConversationView(
    string SessionId, string Title, string? Intent, string? OpenJobId, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A page of conversations.</summary>
internal sealed record ConversationPage(IEnumerable<ConversationView> Items, string? NextCursor);

/// <summary>A message, with the client's id of what a person sent.</summary>
/// <param name="Images">Addresses of its pictures, for an hour.</param>
internal sealed record ChatMessageView(
    string Id, string? ClientId, string JobId, long Position, string Role, string State, string Content,
    DateTimeOffset CreatedAt, IReadOnlyList<string>? Images);

/// <summary>A page of messages, the latest first, and the turn that is under way.</summary>
/// <param name="DraftWaits">Whether a draft waits for a yes or a no.</param>
internal sealed record ChatMessagePage(
    IEnumerable<ChatMessageView> Items, string? NextCursor, string? OpenJobId, bool DraftWaits);

/// <summary>What a turn asked.</summary>
internal sealed record TurnNodeView(
    string Node, string Status, long Milliseconds, string Summary, IEnumerable<NodeSource> Sources, string? Error);

/// <summary>A turn with all that is known of it.</summary>
/// <param name="SessionId">The conversation, for the one whose it is: nobody else can open it.</param>
/// <param name="Cost">Of all calls of models so far.</param>
internal sealed record TurnDetail(
    string JobId, string WorkflowId, string? SessionId, string ClientId, TurnState Status, string? Detail,
    string Message, string Written, JsonElement? Plan, JsonElement? Grade, string? ClassifyModel, string? AnswerModel,
    IEnumerable<TurnNodeView> Nodes, decimal Cost, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <summary>Makes them.</summary>
internal static class ChatViews
{
    public static ConversationView Of(ConversationRecord c) => new(
        c.SessionId, c.Title, c.Intent, c.OpenTurn, At(c.CreatedAt), At(c.UpdatedAt));

    public static ChatMessageView Of(ChatMessageRecord m, IReadOnlyList<string> images) => new(
        m.Id, m.ClientId, m.TurnId, m.Position, m.Role, m.State, m.Content, At(m.CreatedAt),
        images.Count > 0 ? images : null);

    public static TurnNodeView OfNode(NodeRecord node)
    {
        var data = node.ReadData();
        return new(node.Node, node.Status, node.Milliseconds, data.Summary, data.Sources, data.Error);
    }

    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
