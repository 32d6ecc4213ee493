using System.Text;

namespace OpsFlow.Domain.Text;

/// <summary>
/// Takes out what a model wrote while it thought, before its answer: Qwen, DeepSeek and others put it into the text as
/// <c>&lt;think&gt; ... &lt;/think&gt;</c> where the endpoint does not take it apart. Only at the beginning: a tag that
/// an answer speaks of is left.
/// </summary>
public sealed class ReasoningFilter
{
    private static readonly string[] s_names = ["think", "thinking", "thought", "reasoning"];

    private readonly StringBuilder _held = new();
    private string? _inside;
    private bool _hasThought;
    private bool _isAnswer;

    /// <summary>Takes a piece of a stream.</summary>
    /// <returns>What of the answer is known now.</returns>
    public string Push(string text)
    {
        if (_isAnswer)
        {
            return text;
        }

        _held.Append(text);
        while (!_isAnswer)
        {
            var held = _held.ToString();
            if (_inside is not null)
            {
                var close = $"</{_inside}>";
                var end = held.IndexOf(close, StringComparison.OrdinalIgnoreCase);
                if (end < 0)
                {
                    // The rest may be the beginning of the end.
                    _held.Remove(0, Math.Max(0, held.Length - close.Length + 1));
                    return "";
                }

                _inside = null;
                _hasThought = true;
                _held.Remove(0, end + close.Length);
                continue;
            }

            var start = held.TrimStart();
            if (Array.Find(s_names, n => start.StartsWith($"<{n}>", StringComparison.OrdinalIgnoreCase)) is { } name)
            {
                _inside = name;
                _held.Remove(0, held.Length - start.Length + name.Length + 2);
                continue;
            }

            if (MayBegin(start))
            {
                return "";
            }

            _isAnswer = true;
            if (_hasThought)
            {
                _held.Clear().Append(start);
            }
        }

        return Finish();
    }

    /// <summary>The stream is over.</summary>
    /// <returns>What is left of the answer; nothing where it never came to one.</returns>
    public string Finish()
    {
        var left = _inside is null ? _held.ToString() : "";
        _held.Clear();
        return left;
    }

    /// <summary>
    /// The answer in a whole text. A text that only ends its thoughts began them in its prompt.
    /// </summary>
    public static string Strip(string text)
    {
        var filter = new ReasoningFilter();
        var answer = filter.Push(text) + filter.Finish();
        foreach (var name in s_names)
        {
            var close = answer.IndexOf($"</{name}>", StringComparison.OrdinalIgnoreCase);
            if (close >= 0 && !answer.AsSpan(0, close).Contains($"<{name}", StringComparison.OrdinalIgnoreCase)
                && !answer.AsSpan(0, close).Contains('`'))
            {
                return answer[(close + name.Length + 3)..].TrimStart();
            }
        }

        return answer;
    }

    private static bool MayBegin(string start) =>
        Array.Exists(s_names, n => $"<{n}>".StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
