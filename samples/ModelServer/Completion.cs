using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsFlow.Samples.ModelServer;

/// <summary>An answer in OpenAI's form, whole or in pieces.</summary>
internal sealed class Completion
{
    private readonly string _id = $"chatcmpl-{Guid.NewGuid():N}";
    private readonly Prompt _prompt;
    private readonly string[] _words;
    private readonly IReadOnlyDictionary<string, string> _calls;

    public Completion(Prompt prompt, ModelRule rule, int turn)
    {
        _prompt = prompt;
        _calls = prompt is { HasTools: true, HasToolResult: false } ? rule.Tools : new Dictionary<string, string>();
        // What was asked comes last: nothing in it is filled in.
        var text = _calls.Count > 0 || rule.Texts.Count == 0 ? "" : rule.Texts[turn % rule.Texts.Count]
            .Replace("{number}", turn.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{echo}", prompt.Asked, StringComparison.Ordinal);
        var words = text.Split(' ');
        Reason = _calls.Count > 0 ? "tool_calls" : words.Length > prompt.Limit ? "length" : "stop";
        _words = [.. words.Take(prompt.Limit).Select((w, i) => i == 0 ? w : " " + w)];
        OutputTokens = _calls.Count > 0 ? _calls.Sum(c => c.Key.Length + c.Value.Length) / 4 : _words.Length;
    }

    public int OutputTokens { get; }

    /// <summary>All of its words; none when tools are called.</summary>
    public string Text => _calls.Count > 0 ? "" : string.Concat(_words);

    private string Reason { get; }

    private JsonObject Usage => new()
    {
        ["prompt_tokens"] = _prompt.Tokens,
        ["completion_tokens"] = OutputTokens,
        ["total_tokens"] = _prompt.Tokens + OutputTokens,
    };

    public JsonObject Whole()
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = Text };
        if (_calls.Count > 0)
        {
            (message["content"], message["tool_calls"]) = (null, Calls());
        }

        var body = Frame("chat.completion", new JsonObject
        {
            ["index"] = 0, ["message"] = message, ["finish_reason"] = Reason,
        });
        body["usage"] = Usage;
        return body;
    }

    public IEnumerable<JsonObject> Pieces()
    {
        yield return Piece(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
        foreach (var word in _calls.Count > 0 ? [] : _words)
        {
            yield return Piece(new JsonObject { ["content"] = word }, null);
        }

        if (_calls.Count > 0)
        {
            yield return Piece(new JsonObject { ["tool_calls"] = Calls() }, null);
        }

        yield return Piece([], Reason);
        var last = Frame("chat.completion.chunk", null);
        last["usage"] = Usage;
        yield return last;
    }

    private JsonObject Piece(JsonObject delta, string? reason) => Frame(
        "chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason });

    private JsonArray Calls() => new([.. _calls.Select((c, i) => (JsonNode)new JsonObject
    {
        ["index"] = i,
        ["id"] = $"call_{i}",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = c.Key, ["arguments"] = c.Value },
    })]);

    private JsonObject Frame(string kind, JsonObject? choice) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["model"] = _prompt.Model,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };
}
