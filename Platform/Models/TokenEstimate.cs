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

    private static long Of(AIContent content) => content switch
    {
        TextContent text => Of(text.Text),
        FunctionCallContent call => Of(call.Name) + Of(Json(call.Arguments)),
        FunctionResultContent result => Of(result.Result as string ?? Json(result.Result)),
        DataContent or UriContent => PerImage,
        _ => PerMessage,
    };

    private static string Json(object? value) => JsonSerializer.Serialize(value);

    private static long Of(string? text) =>
        string.IsNullOrEmpty(text) ? 0 : (Encoding.UTF8.GetByteCount(text) / BytesPerToken) + 1;
}
