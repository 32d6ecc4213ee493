using System.Text;
using System.Text.Json;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Conversation.Answers;

/// <summary>
/// Keeps calls of tools that a model writes into its text from the person who reads it, while it streams. JSON that is
/// no call, as an example that was asked for, passes.
/// </summary>
public sealed class LeakFilter
{
    private const int MaxHeld = 20_000;

    private static readonly string[] s_tags =
        ["<tool_call", "<function_call", "<function=", "<|tool", "<tool_use", "<|python_tag", "<｜tool", "<invoke"];

    // All that follows it is a call.
    private const string Calls = "[TOOL_CALLS]";

    private static readonly string[] s_names = ["tool", "tool_name", "recipient_name", "function"];
    private static readonly string[] s_arguments =
        ["operation", "params", "parameters", "arguments", "args", "input", "tool_input"];
    private static readonly string[] s_wrappings =
        ["answer", "response", "text", "message", "content", "reply", "output", "답변"];
    private static readonly string[] s_actions = ["direct", "route", "tools", "clarify"];

    private readonly StringBuilder _held = new();
    private bool _skipsFence;
    private bool _hasShown;

    /// <summary>Takes a piece of a stream.</summary>
    /// <returns>What may be shown now.</returns>
    public string Push(string text)
    {
        _held.Append(text);
        return Take(isEnd: false);
    }

    /// <summary>The stream is over.</summary>
    /// <returns>What is left to show.</returns>
    public string Finish() => Take(isEnd: true);

    private string Take(bool isEnd)
    {
        var shown = new StringBuilder();
        while (_held.Length > 0)
        {
            var held = _held.ToString();
            var start = held.AsSpan().IndexOfAny("{<`[");
            if (start != 0)
            {
                // Half of a character is held, too.
                var plain = start < 0 ? held : held[..start];
                var keep = !isEnd && start < 0 && char.IsHighSurrogate(plain[^1]) ? 1 : 0;
                shown.Append(plain.AsSpan(0, plain.Length - keep));
                _held.Remove(0, plain.Length - keep);
                if (keep == 1)
                {
                    break;
                }

                continue;
            }

            if (Next(held, isEnd, shown) is not var (length, said))
            {
                break;
            }

            shown.Append(said);
            _held.Remove(0, length);
        }

        var text = shown.ToString().WithoutHalves();
        _hasShown |= text.HasVisible();
        return text;
    }

    // What stands at the start, and what of it is shown; null when more must come first.
    private (int Length, string Text)? Next(string held, bool isEnd, StringBuilder shown) => held[0] switch
    {
        // An answer in a wrapping that nobody asked for: at its very beginning and outside of a fence.
        '{' when !_hasShown && !shown.ToString().HasVisible() && Wrapped(held) is { } wrapped => wrapped,
        '{' => Json(held, 0, isEnd),
        '<' => Tag(held, isEnd),
        '[' => List(held, isEnd),
        _ => Fence(held, isEnd),
    };

    private (int, string)? Fence(string held, bool isEnd)
    {
        var ticks = held.Length - held.AsSpan().TrimStart('`').Length;
        if (!isEnd && ticks == held.Length && ticks < 3)
        {
            return null;
        }

        if (ticks < 3)
        {
            return (ticks, held[..ticks]);
        }

        if (_skipsFence)
        {
            _skipsFence = false;
            return (ticks, "");
        }

        // The name of the language, then what the block begins with.
        var at = ticks;
        while (at < held.Length && (char.IsLetterOrDigit(held[at]) || char.IsWhiteSpace(held[at])))
        {
            at++;
        }

        return at == held.Length && !isEnd ? null
            : at < held.Length && held[at] == '{' ? Json(held, at, isEnd)
            : (ticks, held[..ticks]);
    }

    private static (int, string)? Tag(string held, bool isEnd)
    {
        if (Array.Find(s_tags, t => held.StartsWith(t, StringComparison.OrdinalIgnoreCase)) is { } tag)
        {
            var name = tag.Trim('<', '|', '=');
            var close = held.IndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
            var end = close < 0 ? -1 : held.IndexOf('>', close);
            // A call that is never closed is one nevertheless.
            return end >= 0 ? (end + 1, "") : isEnd || held.Length > MaxHeld ? (held.Length, "") : null;
        }

        return !isEnd && Array.Exists(s_tags, t => t.StartsWith(held, StringComparison.OrdinalIgnoreCase))
            ? null
            : (1, "<");
    }

    // A list of calls; a link or any other bracket passes at once.
    private static (int, string)? List(string held, bool isEnd)
    {
        if (held.StartsWith(Calls, StringComparison.Ordinal))
        {
            return isEnd || held.Length > MaxHeld ? (held.Length, "") : null;
        }

        if (!isEnd && Calls.StartsWith(held, StringComparison.Ordinal))
        {
            return null;
        }

        var inner = held.AsSpan(1).TrimStart();
        if (inner.Length == 0)
        {
            return isEnd ? (1, "[") : null;
        }

        if (inner[0] != '{')
        {
            return (1, "[");
        }

        var end = End(held, 0);
        if (end < 0)
        {
            return !isEnd && held.Length <= MaxHeld ? null
                : isEnd && LooksLikeCall(held) ? (held.Length, "")
                : (1, "[");
        }

        return AreCalls(held[..end]) ? (end, "") : (1, "[");
    }

    private static bool AreCalls(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowTrailingCommas = true, MaxDepth = 32 });
            return document.RootElement.EnumerateArray()
                .All(e => e.ValueKind == JsonValueKind.Object && Call(e.GetRawText()) is not null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private (int, string)? Json(string held, int at, bool isEnd)
    {
        var end = End(held, at);
        if (end < 0)
        {
            if (!isEnd && held.Length <= MaxHeld)
            {
                return null;
            }

            return isEnd && LooksLikeCall(held) ? (held.Length, "") : (at + 1, held[..(at + 1)]);
        }

        if (Call(held[at..end]) is not { } said)
        {
            return (end, held[..end]);
        }

        _skipsFence = at > 0;
        return (end, said);
    }

    private static (int, string)? Wrapped(string held)
    {
        var end = End(held, 0);
        if (end < 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(held.AsMemory(0, end), new() { MaxDepth = 2 });
            return document.RootElement.EnumerateObject().ToList() is [var only]
                && JsonText.Of(only.Value) is { } text && s_wrappings.Contains(only.Name)
                ? (end, ReasoningFilter.Strip(text.StartsWith('{') ? Call(text) ?? text : text))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Broken, or half of a character in an escape.
            return null;
        }
    }

    private static bool LooksLikeCall(string text) =>
        text.Contains("\"action\"", StringComparison.Ordinal) || text.Contains("\"tool\"", StringComparison.Ordinal)
        || text.Contains("\"arguments\"", StringComparison.Ordinal);

    // What a call says to the person, mostly nothing; null for what is no call.
    private static string? Call(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowTrailingCommas = true, MaxDepth = 32 });
            var root = document.RootElement;
            if (Text(root, "action") is { } action && s_actions.Contains(action))
            {
                return ReasoningFilter.Strip(Text(root, "response") ?? "");
            }

            return (s_names.Any(n => Text(root, n) is not null)
                    && s_arguments.Any(a => root.TryGetProperty(a, out _)))
                || (Text(root, "name") is not null
                    && (root.TryGetProperty("arguments", out _) || root.TryGetProperty("parameters", out _)))
                || root.TryGetProperty("tool_calls", out _) || root.TryGetProperty("function_call", out _)
                || (root.TryGetProperty("function", out var of) && of.ValueKind == JsonValueKind.Object
                    && Text(of, "name") is not null)
                ? ""
                : null;
        }
        catch (JsonException)
        {
            return LooksLikeCall(text) && text.Contains("\"action\"", StringComparison.Ordinal) ? "" : null;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int End(string text, int start)
    {
        var (depth, isString, isList) = (0, false, text[start] == '[');
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when isString:
                    i++;
                    break;
                case '"':
                    isString = !isString;
                    break;
                case '{' when !isString:
                case '[' when !isString && isList:
                    depth++;
                    break;
                case '}' when !isString && --depth == 0:
                case ']' when !isString && isList && --depth == 0:
                    return i + 1;
            }
        }

        return -1;
    }
}
