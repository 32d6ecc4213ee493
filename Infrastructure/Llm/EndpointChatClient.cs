using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>
/// A model's endpoint with its defaults and limits; whatever goes wrong is an <see cref="LlmException"/>.
/// </summary>
public sealed class EndpointChatClient : DelegatingChatClient
{
    private readonly LlmEndpointOptions _options;
    private readonly bool _useMaxTokens;

    /// <summary>Creates the client; nothing is sent.</summary>
    public EndpointChatClient(LlmEndpointOptions options)
        : base(Connect(options))
    {
        _options = options;
        _useMaxTokens = options.Provider == LlmProvider.OpenAi
            && (options.UseMaxTokens ?? options.Endpoint.Host != "api.openai.com");
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, Prepare(options), cancellationToken);
        }
        catch (Exception e) when (LlmException.From(e, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = base.GetStreamingResponseAsync(messages, Prepare(options), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    break;
                }
            }
            catch (Exception e) when (LlmException.From(e, cancellationToken) is { } translated)
            {
                throw translated;
            }

            yield return updates.Current;
        }

        // Ollama's client ends a canceled stream as if it were complete.
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static IChatClient Connect(LlmEndpointOptions options) => options.Provider switch
    {
        LlmProvider.Ollama => EndpointClients.Ollama(options.Endpoint, options.Model, options.Timeout),
        _ => EndpointClients.OpenAi(options.Endpoint, options.ApiKey, options.Timeout, options.MaxRetries)
            .GetChatClient(options.Model).AsIChatClient(),
    };

    private ChatOptions Prepare(ChatOptions? given)
    {
        var options = given?.Clone() ?? new ChatOptions();
        options.Temperature ??= _options.Temperature;
        var limit = options.MaxOutputTokens ?? _options.MaxOutputTokens;
        if (_useMaxTokens)
        {
            options.MaxOutputTokens = null;
            options.RawRepresentationFactory = _ =>
            {
                var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // Patch is marked as a preview; the older name of the limit has no property.
                raw.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
                return raw;
            };
        }
        else
        {
            options.MaxOutputTokens = limit;
        }

        if (_options is { Provider: LlmProvider.Ollama, ContextTokens: { } context })
        {
            options.AddOllamaOption(OllamaOption.NumCtx, context);
        }

        return options;
    }
}
