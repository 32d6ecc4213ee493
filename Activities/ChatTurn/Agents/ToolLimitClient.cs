using Microsoft.Extensions.AI;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// Keeps tools declared when none may be called any more: endpoints refuse histories with calls of tools that they are
/// not told of.
/// </summary>
internal sealed class ToolLimitClient(IChatClient client, IList<AITool> tools) : DelegatingChatClient(client)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Tools is not { Count: > 0 })
        {
            options = options?.Clone() ?? new ChatOptions();
            (options.Tools, options.ToolMode) = (tools, ChatToolMode.None);
        }

        return base.GetResponseAsync(messages, options, cancellationToken);
    }
}
