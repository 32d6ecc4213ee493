using System.Text.RegularExpressions;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>Documents: found by their words, and asked where the library knows the subject.</summary>
internal sealed class DocumentRule(RoutingWords words)
{
    private readonly TermSet _nouns = TermSet.Of(words.Document.Nouns, words.Text);
    private readonly TermSet _find = TermSet.Of(words.Document.Find, words.Text);
    private readonly TermSet _subjects = TermSet.Of(words.Domain.Words, words.Text);
    private readonly QueryText _query = new(words.Document.Skip, words.Text);
    private readonly QueryText _listQuery = new(words.Domain.Skip, words.Text);
    private readonly IReadOnlyList<string> _ask = words.Domain.Ask;
    private readonly IReadOnlyList<string> _list = words.Domain.List;

    /// <summary>A document word with a find word; what is left is looked for.</summary>
    public Claim? Find(MessageText text)
    {
        if (!_nouns.IsIn(text.Asked) || !_find.IsIn(text.Asked))
        {
            return null;
        }

        var query = _query.Of(_find.Without(_nouns.Without(text.Asked)), text);
        return query.Length == 0
            ? new("document", null, "a document word with a find word, but nothing to look for", IsHint: true)
            {
                Missing = "query",
            }
            : new("document", ToolCall.Of("document.search", ("query", query)), "a document word with a find word");
    }

    /// <summary>A subject of the library: asked, or its documents listed, by what more words say.</summary>
    public Claim? Subject(MessageText text)
    {
        if (!_subjects.IsIn(text.Asked))
        {
            return null;
        }

        // Asking starts with one.
        var (ask, list) = (1 + Count(_ask, text.Asked), Count(_list, text.Asked));
        var whole = text.Composed.Trim();
        return list > ask
            ? new(
                "domain",
                ToolCall.Of("document.search_full",
                    ("query", _listQuery.Of(text.Asked, text) is { Length: > 0 } q ? q : whole)),
                $"a subject of the library; list words {list}, ask words {ask}")
            : new(
                "domain", ToolCall.Of("document.ask", ("query", whole)),
                $"a subject of the library; ask words {ask}, list words {list}");
    }

    // The longest first, each place once: 되나요 is not 되나 as well.
    private static int Count(IReadOnlyList<string> words, string text)
    {
        var count = 0;
        foreach (var word in words.OrderByDescending(w => w.Length))
        {
            var pattern = word.Any(c => c >= 0x80)
                ? TermSet.Pattern(Regex.Escape(word))
                : TermSet.Pattern($@"\b{Regex.Escape(word)}s?\b");
            if (pattern.IsMatch(text))
            {
                count++;
                text = pattern.Replace(text, " ");
            }
        }

        return count;
    }
}
