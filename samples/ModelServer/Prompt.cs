using System.Text.Json.Nodes;

namespace OpsFlow.Samples.ModelServer;

/// <summary>What a request for a completion says.</summary>
internal sealed record Prompt(
    string Model, string Text, string Asked, bool Streamed, bool HasToolResult, bool HasTools, int Limit)
{
    public const int CharactersPerToken = 4;

    public int Tokens => (Text.Length / CharactersPerToken) + 1;

    public static Prompt? Read(JsonNode? body)
    {
        if (body is not JsonObject || body["model"]?.GetValue<string>() is not { } model
            || body["messages"] is not JsonArray messages)
        {
            return null;
        }

        return new(
            model,
            string.Join('\n', messages.Select(m => TextOf(m?["content"]))),
            TextOf(messages.LastOrDefault(m => m?["role"]?.GetValue<string>() == "user")?["content"]),
            body["stream"]?.GetValue<bool>() ?? false,
            messages.Any(m => m?["role"]?.GetValue<string>() == "tool"),
            body["tools"] is JsonArray { Count: > 0 },
            (body["max_tokens"] ?? body["max_completion_tokens"])?.GetValue<int>() ?? int.MaxValue);
    }

    private static string TextOf(JsonNode? content) => content switch
    {
        JsonValue text => text.ToString(),
        JsonArray parts => string.Concat(parts.Select(p => p?["text"]?.ToString())),
        _ => "",
    };
}
