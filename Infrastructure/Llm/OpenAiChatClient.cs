using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpsFlow.Domain.CodeAnalysis.Patching;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>Any OpenAI-compatible endpoint as an <see cref="IChatClient"/>.</summary>
public sealed class OpenAiChatClient : IChatClient
{
    private readonly ChatClient _client;
    private readonly LlmEndpointOptions _options;
    private readonly bool _useMaxTokens;

    /// <summary>Creates the client; nothing is sent.</summary>
    public OpenAiChatClient(LlmEndpointOptions options)
    {
        _options = options;
        _useMaxTokens = options.UseMaxTokens ?? options.Endpoint.Host != "api.openai.com";
        _client = new ChatClient(
            options.Model,
            new ApiKeyCredential(string.IsNullOrEmpty(options.ApiKey) ? "unused" : options.ApiKey),
            new OpenAIClientOptions
            {
                Endpoint = options.Endpoint,
                NetworkTimeout = options.Timeout,
                RetryPolicy = new ClientRetryPolicy(options.MaxRetries),
            });
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            var result = await _client.CompleteChatAsync(
                OpenAiMessages.ToOpenAi(messages), Options(options), cancellationToken);
            return OpenAiMessages.FromOpenAi(result.Value);
        }
        catch (Exception e) when (Translate(e, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new SortedDictionary<int, ToolCallParts>();
        await using var updates = _client.CompleteChatStreamingAsync(
            OpenAiMessages.ToOpenAi(messages), Options(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            StreamingChatCompletionUpdate update;
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    break;
                }

                update = updates.Current;
            }
            catch (Exception e) when (Translate(e, cancellationToken) is { } translated)
            {
                throw translated;
            }

            foreach (var part in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(part.Index, out var call))
                {
                    calls[part.Index] = call = new ToolCallParts();
                }

                call.Add(part);
            }

            var contents = new List<AIContent>(update.ContentUpdate.Where(p => p.Text is { Length: > 0 }).Select(p => new TextContent(p.Text)));
            if (update.Usage is { } usage)
            {
                contents.Add(new UsageContent(OpenAiMessages.Usage(usage)));
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
            {
                ResponseId = update.CompletionId,
                ModelId = update.Model,
                FinishReason = update.FinishReason is { } reason ? OpenAiMessages.Reason(reason) : null,
            };
        }

        if (calls.Count > 0)
        {
            // Arguments come in pieces of JSON, so a call is passed on when the stream is over.
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Values.Select(c => c.ToContent())])
            {
                FinishReason = ChatFinishReason.ToolCalls,
            };
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata)
            ? new ChatClientMetadata("openai", _options.Endpoint, _options.Model)
            : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The OpenAI client shares its transport and holds nothing of its own.
    }

    private static LlmException? Translate(Exception e, CancellationToken cancellationToken) => e switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        ClientResultException { Status: 429 } r => new LlmException(LlmFailure.RateLimited, Text(r), e),
        ClientResultException { Status: 401 or 403 } r => new LlmException(LlmFailure.Unauthorized, Text(r), e),
        ClientResultException { Status: >= 400 and < 500 and not 408 } r => new LlmException(LlmFailure.Rejected, Text(r), e),
        ClientResultException r => new LlmException(LlmFailure.Unavailable, Text(r), e),
        OperationCanceledException or TimeoutException => new LlmException(LlmFailure.TimedOut, "The model did not answer in time.", e),
        AggregateException a when a.InnerExceptions.Any(i => i is OperationCanceledException) =>
            new LlmException(LlmFailure.TimedOut, "The model did not answer in time.", e),
        HttpRequestException or IOException or SocketException or AggregateException =>
            new LlmException(LlmFailure.Unavailable, "The model's endpoint cannot be reached.", e),
        JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException =>
            new LlmException(LlmFailure.Malformed, "The endpoint's answer is not of the expected form.", e),
        _ => null,
    };

    private static string Text(ClientResultException e)
    {
        var text = e.Message.ReplaceLineEndings(" ");
        return $"The model's endpoint answered {e.Status}: {(text.Length > 500 ? text[..500] : text)}";
    }

    private ChatCompletionOptions Options(ChatOptions? given)
    {
        var options = new ChatCompletionOptions { Temperature = given?.Temperature ?? _options.Temperature };
        var limit = given?.MaxOutputTokens ?? _options.MaxOutputTokens;
        if (_useMaxTokens)
        {
#pragma warning disable SCME0001 // Patch is marked as a preview; the older name of the limit has no property.
            options.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
        }
        else
        {
            options.MaxOutputTokenCount = limit;
        }

        foreach (var tool in given?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            options.Tools.Add(ChatTool.CreateFunctionTool(
                tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        if (options.Tools.Count > 0)
        {
            options.ToolChoice = given!.ToolMode is NoneChatToolMode ? ChatToolChoice.CreateNoneChoice()
                : given.ToolMode is RequiredChatToolMode ? ChatToolChoice.CreateRequiredChoice() : ChatToolChoice.CreateAutoChoice();
        }

        if (given?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json)
        {
            options.ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription);
        }
        else if (given?.ResponseFormat is ChatResponseFormatJson)
        {
            options.ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat();
        }

        return options;
    }

    private sealed class ToolCallParts
    {
        private readonly System.Text.StringBuilder _arguments = new();
        private string _id = string.Empty;
        private string _name = string.Empty;

        public void Add(StreamingChatToolCallUpdate part)
        {
            _id = string.IsNullOrEmpty(part.ToolCallId) ? _id : part.ToolCallId;
            _name = string.IsNullOrEmpty(part.FunctionName) ? _name : part.FunctionName;
            _arguments.Append(part.FunctionArgumentsUpdate?.ToString());
        }

        public FunctionCallContent ToContent() => OpenAiMessages.Call(_id, _name, _arguments.ToString());
    }
}
