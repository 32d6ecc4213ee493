using System.Text;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>
/// Replaces a text that must occur exactly once; when it does not occur as it is, white space is set aside.
/// </summary>
internal static class TextMatcher
{
    public static (string? Text, PatchMatch Match, string? Fault) Replace(string content, string before, string after)
    {
        if (content.Contains("\r\n", StringComparison.Ordinal))
        {
            before = before.ReplaceLineEndings("\r\n");
            after = after.ReplaceLineEndings("\r\n");
        }
        else
        {
            before = before.ReplaceLineEndings("\n");
            after = after.ReplaceLineEndings("\n");
        }

        if (before == after)
        {
            return (null, PatchMatch.Exact, "the edit changes nothing.");
        }

        var first = content.IndexOf(before, StringComparison.Ordinal);
        if (first >= 0)
        {
            return content.IndexOf(before, first + 1, StringComparison.Ordinal) >= 0
                ? (null, PatchMatch.Exact, "the text to replace occurs more than once.")
                : (
                    string.Concat(content.AsSpan(0, first), after, content.AsSpan(first + before.Length)),
                    PatchMatch.Exact,
                    null);
        }

        return ReplaceTolerant(content, before, after);
    }

    private static (string? Text, PatchMatch Match, string? Fault) ReplaceTolerant(
        string content,
        string before,
        string after)
    {
        var newline = content.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = content.Split(newline);
        var wanted = before.Split(newline).SkipWhile(string.IsNullOrWhiteSpace).ToList();
        while (wanted.Count > 0 && string.IsNullOrWhiteSpace(wanted[^1]))
        {
            wanted.RemoveAt(wanted.Count - 1);
        }

        var keys = wanted.Select(Squeeze).ToArray();
        if (keys.Length == 0 || keys.Sum(k => k.Length) < 4)
        {
            return (null, PatchMatch.WhitespaceTolerant, "the text to replace was not found.");
        }

        var own = lines.Select(Squeeze).ToArray();
        var found = -1;
        for (var i = 0; i + keys.Length <= own.Length; i++)
        {
            if (own[i] == keys[0] && own.AsSpan(i, keys.Length).SequenceEqual(keys))
            {
                if (found >= 0)
                {
                    return (
                        null,
                        PatchMatch.WhitespaceTolerant,
                        "the text to replace occurs more than once, white space aside.");
                }

                found = i;
            }
        }

        if (found < 0)
        {
            return (null, PatchMatch.WhitespaceTolerant, "the text to replace was not found.");
        }

        // The new lines are moved by as much as the old ones were off.
        var from = Indent(wanted[0]);
        var to = Indent(lines[found]);
        var replacement = after.Split(newline).SkipWhile(string.IsNullOrWhiteSpace)
            .Select(l => string.IsNullOrWhiteSpace(l) ? string.Empty
                : l.StartsWith(from, StringComparison.Ordinal) ? to + l[from.Length..] : to + l.TrimStart())
            .ToList();
        while (replacement.Count > 0 && replacement[^1].Length == 0)
        {
            replacement.RemoveAt(replacement.Count - 1);
        }

        var result = string.Join(newline, lines[..found].Concat(replacement).Concat(lines[(found + keys.Length)..]));
        return result == content
            ? (null, PatchMatch.WhitespaceTolerant, "the edit changes nothing.")
            : (result, PatchMatch.WhitespaceTolerant, null);
    }

    private static string Indent(string line) => line[..(line.Length - line.TrimStart().Length)];

    private static string Squeeze(string line)
    {
        var text = new StringBuilder(line.Length);
        var pending = false;
        foreach (var c in line)
        {
            if (char.IsWhiteSpace(c))
            {
                pending = text.Length > 0;
                continue;
            }

            if (pending)
            {
                text.Append(' ');
                pending = false;
            }

            text.Append(c);
        }

        return text.ToString();
    }
}
