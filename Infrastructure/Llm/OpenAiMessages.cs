using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;
using AiReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>Messages between <c>Microsoft.Extensions.AI</c> and the OpenAI package.</summary>
internal static class OpenAiMessages
{
    public static List<OpenAI.Chat.ChatMessage> ToOpenAi(IEnumerable<AiMessage> messages)
    {
        var result = new List<OpenAI.Chat.ChatMessage>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System)
            {
                result.Add(new SystemChatMessage(message.Text));
            }
            else if (message.Role == ChatRole.Tool)
            {
                result.AddRange(message.Contents.OfType<FunctionResultContent>()
                    .Select(r => new ToolChatMessage(r.CallId, r.Result?.ToString() ?? string.Empty)));
            }
            else if (message.Role == ChatRole.Assistant)
            {
                result.Add(Assistant(message));
            }
            else
            {
                result.Add(new UserChatMessage(message.Text));
            }
        }

        return result;
    }

    public static ChatResponse FromOpenAi(ChatCompletion completion)
    {
        var contents = new List<AIContent>();
        contents.AddRange(completion.Content.Where(p => p.Text is { Length: > 0 }).Select(p => new TextContent(p.Text)));
        contents.AddRange(completion.ToolCalls.Select(c => Call(c.Id, c.FunctionName, c.FunctionArguments.ToString())));
        return new ChatResponse(new AiMessage(ChatRole.Assistant, contents))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            FinishReason = Reason(completion.FinishReason),
            Usage = completion.Usage is { } usage ? Usage(usage) : null,
            CreatedAt = completion.CreatedAt,
        };
    }

    public static UsageDetails Usage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    };

    public static AiReason Reason(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Length => AiReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => AiReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => AiReason.ToolCalls,
        _ => AiReason.Stop,
    };

    /// <summary>A call; arguments that are not JSON are kept as an error for the caller to answer.</summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        try
        {
            var parsed = string.IsNullOrWhiteSpace(arguments) ? []
                : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments) ?? [];
            return new FunctionCallContent(id, name, parsed);
        }
        catch (JsonException e)
        {
            return new FunctionCallContent(id, name) { Exception = e };
        }
    }

    private static AssistantChatMessage Assistant(AiMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(c => ChatToolCall.CreateFunctionToolCall(
                c.CallId, c.Name, BinaryData.FromString(JsonSerializer.Serialize(c.Arguments ?? new Dictionary<string, object?>()))))
            .ToList();
        if (calls.Count == 0)
        {
            return new AssistantChatMessage(message.Text);
        }

        var assistant = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
        {
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return assistant;
    }
}
