using System.Text.Json;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>What a classifier answered: an action, and the intents where it sees some.</summary>
/// <param name="Action">direct, route, clarify or tools.</param>
/// <param name="Response">What it would say itself.</param>
/// <param name="Tool">The tool of a call of tools.</param>
/// <param name="Intents">The intents, the first the main one.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record ClassifierReply(
    string Action, string? Response, ToolCall? Tool, IReadOnlyList<string> Intents, double Confidence)
{
    private const int MaxQuery = 300;

    private static readonly string[] s_actions = ["direct", "route", "clarify", "tools"];
    private static readonly JsonDocumentOptions s_json = new() { AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>The part of the message that each intent is about, where it is not the whole.</summary>
    public IReadOnlyDictionary<string, string> Queries { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether it holds for whoever says the same: it has no words of its own, and no call with what was read out of a
    /// conversation or a day.
    /// </summary>
    public bool IsForAnybody => Response is null && (Tool is null ? Intents.Count > 0 : Tool.Parameters.Count == 0);

    /// <summary>
    /// Reads an answer: the object between the first and the last brace. What is none answers directly with its text,
    /// and an object without an action does so with nothing.
    /// </summary>
    /// <param name="tools">The tools that there are: a call of another is none.</param>
    /// <param name="intents">The intents that there are.</param>
    public static ClassifierReply Read(string text, IReadOnlySet<string> tools, IReadOnlySet<string> intents)
    {
        var (first, last) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (first < 0 || last < first)
        {
            return new("direct", Said(text.Trim()), null, [], 0);
        }

        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(first, last - first + 1), s_json);
            return Read(document.RootElement, text[..first].Trim(' ', '\n', '`'), tools, intents);
        }
        catch (JsonException)
        {
            // Broken JSON is never shown.
            return new("direct", null, null, [], 0);
        }
    }

    /// <summary>How sure one may be, with what the words and the conversation add.</summary>
    /// <param name="bySameWords">Whether the rules find the intent, too.</param>
    /// <param name="followsOn">Whether the conversation was about it.</param>
    /// <param name="isShort">Whether there are few words.</param>
    public double Boosted(bool bySameWords, bool followsOn, bool isShort) => Math.Clamp(
        Confidence + (bySameWords ? 0.2 : 0) + (followsOn ? 0.15 : 0) - (isShort ? 0.1 : 0), 0, 1);

    private static ClassifierReply Read(
        JsonElement root, string before, IReadOnlySet<string> tools, IReadOnlySet<string> intents)
    {
        var action = Text(root, "action") is { } said && s_actions.Contains(said) ? said : null;
        ToolCall? call = null;
        if (Text(root, "tool") is { } tool && Text(root, "operation") is { } operation
            && tools.Contains($"{tool}.{operation}"))
        {
            call = new($"{tool}.{operation}", Parameters(root));
        }

        List<string> found = [];
        if (root.TryGetProperty("intents", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            found.AddRange(list.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String ? i.GetString()! : "")
                .Where(intents.Contains).Distinct());
        }
        else if (Text(root, "intent") is { } only && intents.Contains(only))
        {
            found.Add(only);
        }

        var confidence = root.TryGetProperty("confidence", out var number) && number.ValueKind == JsonValueKind.Number
            ? Math.Clamp(number.GetDouble(), 0, 1)
            : 0.7;
        return new(
            action is null || (action == "tools" && call is null) ? (found.Count > 0 ? "route" : "direct") : action,
            Said(Text(root, "response") ?? before), call, found, confidence)
        {
            Queries = root.TryGetProperty("decomposedQueries", out var queries)
                && queries.ValueKind == JsonValueKind.Object
                ? found.Select(i => (Intent: i, Query: Text(queries, i)?.Trim()))
                    .Where(q => q.Query is { Length: > 0 and <= MaxQuery })
                    .ToDictionary(q => q.Intent, q => q.Query!)
                : [],
        };
    }

    // Thoughts are no words to a person, and no words are none.
    private static string? Said(string text) =>
        ReasoningFilter.Strip(text) is var said && said.HasVisible() ? said : null;

    private static Dictionary<string, object> Parameters(JsonElement root) =>
        root.TryGetProperty("params", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            ? parameters.EnumerateObject()
                .Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .ToDictionary(p => p.Name, p => (object)p.Value.ToString())
            : [];

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
