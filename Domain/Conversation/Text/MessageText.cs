using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Conversation.Text;

/// <summary>
/// A message as the rules look at it. What is quoted, what is asked not to be done and what only looks like one of our
/// words is blanked out in <see cref="Asked"/>, at the same places, so that rules do not see it.
/// </summary>
public sealed partial class MessageText
{
    /// <summary>What of a long message the rules look at.</summary>
    public const int MaxChars = 2000;

    /// <summary>Stands where something was blanked out: neither a blank nor a letter.</summary>
    public const char Blank = '\u0001';

    /// <summary>Reads a message.</summary>
    /// <param name="compounds">Words of other meaning that hold one of ours.</param>
    public MessageText(string message, Regex compounds)
    {
        var all = TextNormal.Of(message).Trim();
        Composed = all.Length > MaxChars ? all[..MaxChars] : all;
        Lower = Composed.ToLowerInvariant();
        var asked = Lower.ToCharArray();
        Mask(asked, Quotes().Matches(Lower).Select(m => (m.Index, m.Length)));
        Mask(asked, Refused(new(asked)).ToList());
        Mask(asked, compounds.Matches(new(asked)).Select(m => (m.Index, m.Length)).ToList());
        Asked = new(asked);
    }

    /// <summary>The message, composed and half-width.</summary>
    public string Composed { get; }

    /// <summary>In lower case.</summary>
    public string Lower { get; }

    /// <summary>What is asked for, in lower case.</summary>
    public string Asked { get; }

    /// <summary>Whether it is Korean.</summary>
    public bool IsKorean => Composed.Any(c => c is (>= '가' and <= '힣') or (>= 'ㄱ' and <= 'ㅣ'));

    private static void Mask(char[] text, IEnumerable<(int Start, int Length)> places)
    {
        foreach (var (start, length) in places)
        {
            Array.Fill(text, Blank, start, length);
        }
    }

    // The clause that is refused; the days in it stay, as they are mostly meant for what is asked instead.
    private static IEnumerable<(int Start, int Length)> Refused(string text)
    {
        foreach (Match noun in NotThis().Matches(text))
        {
            yield return (noun.Index, noun.Length);
        }

        foreach (Match marker in NotDoing().Matches(text))
        {
            var clause = Breaks().Matches(text[..marker.Index]).LastOrDefault();
            var start = clause is null ? 0 : clause.Index + clause.Length;
            var at = start;
            foreach (Match day in Days().Matches(text[start..marker.Index]))
            {
                yield return (at, start + day.Index - at);
                at = start + day.Index + day.Length;
            }

            yield return (at, marker.Index + marker.Length - at);
        }

        foreach (Match clause in NotEnglish().Matches(text))
        {
            yield return (clause.Index, clause.Length);
        }
    }

    [GeneratedRegex(
        """
        "[^"\n]{1,300}"|(?<![a-z0-9가-힣])'[^'\n]{1,200}'(?![a-z])|`[^`\n]{1,300}`|
        """
        + @"「[^」\n]{1,300}」|『[^』\n]{1,300}』|《[^》\n]{1,300}》|〈[^〉\n]{1,300}〉|«[^»\n]{1,300}»")]
    private static partial Regex Quotes();

    // 메일 말고: instead of the mail. 말고도 means the opposite: besides.
    [GeneratedRegex(@"[^\s,.!?]+\s*(?<!지\s)(?<!지)말고(?!도)|[^\s,.!?]+\s+대신(에)?(?=[\s,])")]
    private static partial Regex NotThis();

    [GeneratedRegex(
        @"지\s*(는|도|만)?\s*(말고|마라|마요|마세요|마시|마(?=[\s.,!?]|$)|말아|말자|말라|않고|않아도|안아도|않을)[^\s,.!?]*(\s*(돼|되|괜찮)[^\s,.!?]*)?"
        + @"|필요(는|가|도|까지)?\s*없[^\s,.!?]*|안\s*[^\s,.!?]{1,6}도\s*(돼|되|괜찮|좋)[^\s,.!?]*|안\s*(해도|봐도)\s*(돼|되)[^\s,.!?]*"
        + @"|[^\s,.!?]*(하지마|보지마|찾지마|말아줘)[^\s,.!?]*")]
    private static partial Regex NotDoing();

    [GeneratedRegex(@"[.,;!?\n]|(?<=[가-힣])(고|는데|은데|지만|니까|면서|거나)(?=\s)|(?<=\s)(그리고|그런데|근데|대신|그냥)(?=\s)")]
    private static partial Regex Breaks();

    [GeneratedRegex("오늘|내일모레|내일|모레|어제|이번\\s*주|다음\\s*주|지난\\s*주|금주|차주|주말|[월화수목금토일]요일")]
    private static partial Regex Days();

    [GeneratedRegex(
        @"(?<!why )\b(don'?t|do not|please don'?t|never|no need to|needn'?t|you don'?t have to)\s+"
            + @"(?!know|remember|think|i\b|we\b|have|get\b|see\b|you\b)"
        + @"[^,.;!?\n]*?(?=[,.;!?\n]|\b(but|just|instead)\b|$)"
        + @"|\bnot\s+(the|my|any|in|from|on|an?)\s+[^,.;!?\n]*?(?=[,.;!?\n]|\b(but|just|instead)\b|$)"
        + @"|\b(instead\s+of|rather\s+than|without)\s+[^,.;!?\n]*?(?=[,.;!?\n]|\b"
        + @"(just|show|give|tell|list|find|check)\b|$)")]
    private static partial Regex NotEnglish();
}
