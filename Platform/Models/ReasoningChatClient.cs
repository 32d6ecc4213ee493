using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.Text;

namespace OpsFlow.Platform.Models;

/// <summary>Gives only the answer of a model that writes its thoughts into the text before it.</summary>
internal sealed class ReasoningChatClient(IChatClient client) : DelegatingChatClient(client)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        foreach (var message in response.Messages)
        {
            List<TextContent> texts = [.. message.Contents.OfType<TextContent>()];
            if (texts.Count > 0)
            {
                // They may go over several pieces.
                texts[0].Text = ReasoningFilter.Strip(string.Concat(texts.Select(t => t.Text)));
                texts.Skip(1).ToList().ForEach(t => t.Text = "");
            }
        }

        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var filter = new ReasoningFilter();
        ChatResponseUpdate? last = null;
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            foreach (var text in update.Contents.OfType<TextContent>())
            {
                text.Text = filter.Push(text.Text);
            }

            last = update;
            yield return update;
        }

        if (last is not null && filter.Finish() is { Length: > 0 } left)
        {
            yield return new(last.Role ?? ChatRole.Assistant, left)
            {
                ModelId = last.ModelId, ResponseId = last.ResponseId, MessageId = last.MessageId,
            };
        }
    }
}
