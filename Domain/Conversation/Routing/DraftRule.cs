using System.Text;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>Yes or no to a draft that waits: only when it is the whole message.</summary>
internal sealed class DraftRule(RoutingWords words)
{
    private const int LongestPhrase = 4;
    private const int LongestAnswer = 60;

    private readonly HashSet<string> _confirm = Joined(words.Draft.Confirm);
    private readonly HashSet<string> _refuse = Joined(words.Draft.Refuse);
    private readonly HashSet<string> _filler = Joined(words.Draft.Filler);

    /// <summary><c>confirm</c>, <c>refuse</c> or null.</summary>
    public string? Answer(MessageText text)
    {
        if (text.Lower.Length > LongestAnswer)
        {
            return null;
        }

        var tokens = Tokens(text.Lower);
        var (confirms, refuses) = (false, false);
        for (var at = 0; at < tokens.Count;)
        {
            // The longest phrase first: "no thanks" is not "no" and something else.
            var length = Math.Min(LongestPhrase, tokens.Count - at);
            while (length > 0 && !IsKnown(string.Concat(tokens.Skip(at).Take(length))))
            {
                length--;
            }

            if (length == 0)
            {
                return null;
            }

            var phrase = string.Concat(tokens.Skip(at).Take(length));
            confirms |= _confirm.Contains(phrase);
            refuses |= _refuse.Contains(phrase);
            at += length;
        }

        return confirms == refuses ? null : confirms ? "confirm" : "refuse";
    }

    private static HashSet<string> Joined(IEnumerable<string> phrases) =>
        [.. phrases.Select(p => string.Concat(Tokens(TextNormal.Of(p).ToLowerInvariant())))];

    private static List<string> Tokens(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            // An apostrophe goes without a trace; quotes stay: what is quoted is no answer.
            if (c != '\'')
            {
                bare.Append(char.IsLetterOrDigit(c) || c is '"' ? c : char.IsSurrogate(c) ? '"' : ' ');
            }
        }

        return [.. bare.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private bool IsKnown(string phrase) =>
        _confirm.Contains(phrase) || _refuse.Contains(phrase) || _filler.Contains(phrase);
}
