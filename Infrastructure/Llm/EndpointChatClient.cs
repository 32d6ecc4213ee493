using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;
using OpenAI.Chat;
using OpsFlow.Infrastructure.Llm.Gateway;
using OpsFlow.Platform.Models;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>
/// A model's endpoint with its defaults and limits; whatever goes wrong is a <see cref="ModelException"/>.
/// </summary>
public sealed class EndpointChatClient : DelegatingChatClient
{
    private readonly ModelEntry _entry;
    private readonly bool _useMaxTokens;

    /// <summary>Creates the client; nothing is sent.</summary>
    public EndpointChatClient(ModelEntry entry)
        : base(Connect(entry))
    {
        _entry = entry;
        // Most compatible servers know the limit by its older name only.
        _useMaxTokens = entry.Provider == ModelProvider.OpenAi && entry.Endpoint!.Host != "api.openai.com";
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            var response = await base.GetResponseAsync(messages, Prepare(options), limit.Token);
            Join(response.Messages.SelectMany(m => m.Contents), new());
            return response;
        }
        catch (Exception e) when (ModelFailures.From(e, cancellationToken) is { } translated)
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
        using var limit = Limit(cancellationToken);
        await using var updates = base.GetStreamingResponseAsync(messages, Prepare(options), limit.Token)
            .GetAsyncEnumerator(limit.Token);
        var finished = false;
        var text = new BrokenText();
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    break;
                }
            }
            catch (Exception e) when (ModelFailures.From(e, cancellationToken) is { } translated)
            {
                throw translated;
            }

            finished |= updates.Current.FinishReason is not null;
            Join(updates.Current.Contents, text);
            yield return updates.Current;
        }

        // Ollama's client ends a canceled stream as if it were complete, OpenAI's one that was cut.
        cancellationToken.ThrowIfCancellationRequested();
        if (!finished)
        {
            throw limit.IsCancellationRequested
                ? new ModelException(ModelFailure.TimedOut, "The model did not answer in time.") { MayBeCharged = true }
                : new ModelException(ModelFailure.Unavailable, "The model's answer was cut.") { MayBeCharged = true };
        }
    }

    private static void Join(IEnumerable<AIContent> contents, BrokenText text)
    {
        foreach (var content in contents.OfType<TextContent>())
        {
            content.Text = text.Push(content.Text);
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        // The libraries' own limit is one of each read: a slow stream would go on for ever.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_entry.Timeout);
        return limit;
    }

    // The middleware retries, as each attempt is a call that may cost: the libraries must not.
    private static IChatClient Connect(ModelEntry entry) => entry.Provider switch
    {
        ModelProvider.Ollama => EndpointClients.Ollama(entry.Endpoint!, entry.Model, entry.Timeout),
        ModelProvider.Gateway => new GatewayChatClient(entry),
        _ => EndpointClients.OpenAi(entry.Endpoint!, entry.ApiKey, entry.Timeout, maxRetries: 0)
            .GetChatClient(entry.Model).AsIChatClient(),
    };

    private ChatOptions Prepare(ChatOptions? given)
    {
        var options = given?.Clone() ?? new ChatOptions();
        options.Temperature ??= _entry.Temperature;
        var limit = options.MaxOutputTokens ?? _entry.MaxOutputTokens;
        // Its own search is an option of the request and no tool, which the library does not know.
        var searches = _entry.Provider == ModelProvider.OpenAi
            && options.Tools?.Any(t => t is HostedWebSearchTool) == true;
        if (searches)
        {
            options.Tools = [.. options.Tools!.Where(t => t is not HostedWebSearchTool)];
        }

        options.MaxOutputTokens = _useMaxTokens ? null : limit;
        if (_useMaxTokens || searches)
        {
            options.RawRepresentationFactory = _ =>
            {
                var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // Patch is marked as a preview; neither has a property that is none.
                if (_useMaxTokens)
                {
                    raw.Patch.Set("$.max_tokens"u8, limit);
                }

                if (searches)
                {
                    raw.Patch.Set("$.web_search_options"u8, "{}"u8);
                }
#pragma warning restore SCME0001
                return raw;
            };
        }

        if (_entry is { Provider: ModelProvider.Ollama, ContextTokens: { } context })
        {
            options.AddOllamaOption(OllamaOption.NumCtx, context);
        }

        return options;
    }
}
