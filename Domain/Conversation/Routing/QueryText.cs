using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>What is left of a message to look for, in the writer's own letters.</summary>
internal sealed class QueryText(IEnumerable<string> skip, TextWords words)
{
    private static readonly char[] s_edges = [' ', '\t', '\n', '\r', ',', '.', '!', '?', '~', ';', ':', '-', '…'];

    private readonly HashSet<string> _skip = new(skip, StringComparer.Ordinal);
    private readonly string[] _particles =
        [.. words.Particles.Where(p => p.Length > 0).OrderByDescending(p => p.Length)];

    /// <summary>The words that are kept.</summary>
    /// <param name="rest">The text in lower case, without the words of the rule.</param>
    /// <param name="text">The message, which has the case.</param>
    public string Of(string rest, MessageText text)
    {
        // What is quoted triggers nothing, but is mostly just what is looked for.
        var quoted = text.Asked.Contains(MessageText.Blank, StringComparison.Ordinal)
            ? QuotedIn(text)
            : null;
        var kept = rest.Replace(MessageText.Blank, ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Trim(s_edges)).Where(w => w.Length > 0).ToList();
        while (kept.Count > 0 && IsSkipped(kept[0]))
        {
            kept.RemoveAt(0);
        }

        while (kept.Count > 0 && IsSkipped(kept[^1]))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        kept = [.. kept.Where(w => !IsSkipped(w) || w.All(c => c < 0x80))];
        return string.Join(' ', (quoted is null ? [] : new[] { quoted }).Concat(kept.Select(w => InCase(w, text))));
    }

    private static string? QuotedIn(MessageText text)
    {
        var at = text.Asked.IndexOf(MessageText.Blank, StringComparison.Ordinal);
        var end = at;
        while (end < text.Asked.Length && text.Asked[end] == MessageText.Blank)
        {
            end++;
        }

        var quoted = text.Composed[at..end];
        return quoted.Length > 2 && "\"'`「『《〈«".Contains(quoted[0], StringComparison.Ordinal)
            ? quoted[1..^1].Trim()
            : null;
    }

    private static string InCase(string word, MessageText text) =>
        text.Lower.IndexOf(word, StringComparison.Ordinal) is var at and >= 0
            ? text.Composed.Substring(at, word.Length)
            : word;

    private bool IsSkipped(string word) => _skip.Contains(word)
        || _particles.Any(p => word == p
            || (word.EndsWith(p, StringComparison.Ordinal) && _skip.Contains(word[..^p.Length])));
}
