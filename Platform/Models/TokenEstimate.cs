using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OpsFlow.Platform.Models;

/// <summary>How many tokens a prompt may have, before anybody has counted them: rather too many than too few.</summary>
public static class TokenEstimate
{
    private const int BytesPerToken = 3;
    private const int PerMessage = 8;
    private const int PerImage = 1600;

    /// <summary>Those of a prompt.</summary>
    public static long Of(IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        var tokens = 0L;
        foreach (var message in messages)
        {
            tokens += PerMessage + message.Contents.Sum(Of);
        }

        foreach (var tool in options?.Tools ?? [])
        {
            tokens += Of(tool.Name) + Of(tool.Description)
                + (tool is AIFunctionDeclaration function ? Of(function.JsonSchema.GetRawText()) : 0);
        }

        return tokens + Of(options?.Instructions)
            + (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } ? Of(schema.GetRawText()) : 0);
    }

    /// <summary>
    /// The bytes that a piece of an answer has: pieces are too small to be rounded up one by one.
    /// </summary>
    public static long BytesOf(IEnumerable<AIContent> contents) => contents.Sum(c => c switch
    {
        TextContent text => Bytes(text.Text),
        TextReasoningContent thought => Bytes(thought.Text),
        FunctionCallContent call => Bytes(call.Name) + Bytes(Json(call.Arguments)),
        _ => 0L,
    });

    /// <summary>The tokens of so many bytes.</summary>
    public static long OfBytes(long bytes) => bytes == 0 ? 0 : (bytes / BytesPerToken) + 1;

    private static long Of(AIContent content) => content switch
    {
        TextContent text => Of(text.Text),
        FunctionCallContent call => Of(call.Name) + Of(Json(call.Arguments)),
        FunctionResultContent result => Of(result.Result as string ?? Json(result.Result)),
        DataContent or UriContent => PerImage,
        _ => PerMessage,
    };

    private static string Json(object? value) => JsonSerializer.Serialize(value);

    private static long Of(string? text) => OfBytes(Bytes(text));

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
