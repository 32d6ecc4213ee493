using Microsoft.Extensions.AI;
using OpsFlow.Domain.Text;

namespace OpsFlow.Platform.Models;

/// <summary>Takes secrets and personal data out of all that a model is sent; the caller's messages stay.</summary>
internal sealed class RedactingChatClient(IChatClient client, Redactor redactor) : DelegatingChatClient(client)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages.Select(Redacted), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages.Select(Redacted), options, cancellationToken);

    private ChatMessage Redacted(ChatMessage message)
    {
        var copy = message.Clone();
        copy.Contents = [.. message.Contents.Select(Redacted)];
        return copy;
    }

    private AIContent Redacted(AIContent content) => content switch
    {
        TextContent text => new TextContent(redactor.Redact(text.Text)),
        FunctionResultContent { Result: { } result } call =>
            new FunctionResultContent(call.CallId, redactor.Redact(result as string ?? $"{result}")),
        _ => content,
    };
}
