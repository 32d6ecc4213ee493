using Microsoft.Extensions.AI;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// What an endpoint is asked, round by round: calls and results in pairs and within the model's window, and tools
/// declared also when none may be called any more, as endpoints refuse histories with calls of tools that they are not
/// told of.
/// </summary>
internal sealed class ToolLimitClient(
    IChatClient client, IList<AITool> tools, AgentCalls calls, long maxTokens) : DelegatingChatClient(client)
{
    private readonly HashSet<string> _ids = [];
    private int _rounds;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // What the caller answered by itself: there is no such tool.
        await calls.EndAllAsync("unknown", cancellationToken);
        var mayCall = options?.Tools is { Count: > 0 };
        if (!mayCall)
        {
            options = options?.Clone() ?? new ChatOptions();
            (options.Tools, options.ToolMode) = (tools, ChatToolMode.None);
        }

        var response = await base.GetResponseAsync(
            PromptWindow.Fit(messages, maxTokens, options), options, cancellationToken);
        if (mayCall)
        {
            ToolPairs.Name(response.Messages, _ids);
            await calls.BeginAsync(
                response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>(), ++_rounds,
                cancellationToken);
        }

        return response;
    }
}
