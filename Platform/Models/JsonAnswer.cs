using System.Text.Json;

namespace OpsFlow.Platform.Models;

/// <summary>Finds the JSON object in a model's answer: bare, fenced, or with words or thoughts round it.</summary>
public static class JsonAnswer
{
    private const int MaxChars = 1_000_000;
    private const int MaxTries = 200;
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions s_tolerant = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    /// <summary>The last complete object that has the wanted property, or null.</summary>
    public static JsonElement? Find(string text, string wantedProperty) =>
        FindAll(text, wantedProperty) is [.., var last] ? last.Element : null;

    /// <summary>All complete objects that have the wanted property and are in no other of them, in order.</summary>
    /// <returns>Each with what stands between the one before, or the beginning, and it.</returns>
    public static IReadOnlyList<(JsonElement Element, string Before)> FindAll(string text, string wantedProperty)
    {
        var found = new List<(JsonElement Element, string Before)>();
        if (text.Length > MaxChars)
        {
            return found;
        }

        var thought = text.LastIndexOf("</think>", StringComparison.Ordinal);
        text = thought >= 0 ? text[(thought + 8)..] : text;
        var (tries, known) = (0, 0);
        for (var at = text.IndexOf('{'); at >= 0 && tries < MaxTries; tries++)
        {
            var end = End(text, at);
            if (end > 0 && Parse(text[at..end]) is { ValueKind: JsonValueKind.Object } element
                && element.EnumerateObject()
                    .Any(p => p.Name.Equals(wantedProperty, StringComparison.OrdinalIgnoreCase)))
            {
                found.Add((element, text[known..at]));
                known = end;
                at = text.IndexOf('{', end);
            }
            else
            {
                at = text.IndexOf('{', at + 1);
            }
        }

        return found;
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_tolerant);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int End(string text, int start)
    {
        var depth = 0;
        var inString = false;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (c == '\\')
                {
                    i++;
                }
                else if (c == '"')
                {
                    inString = false;
                }
            }
            else if (c == '"')
            {
                inString = true;
            }
            else if (c == '{')
            {
                depth++;
            }
            else if (c == '}' && --depth == 0)
            {
                return i + 1;
            }
        }

        return -1;
    }
}
