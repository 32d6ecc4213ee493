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

    // Words between what is refused and what is asked that name nothing by themselves.
    private const string Then =
        @"^[\s,.!;]*((그냥|일단|대신|좀|바로|먼저|그|있는|오늘|내일|모레|어제|이번\s*주|다음\s*주|지난\s*주|금주|주말|목록|리스트|내용|제목|전체|전부|다"
        + @"|거|것|꺼|[월화수목금토일]요일)(의|에|만|을|를|은|는|이나|부터)?\s*)*";

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
            // 일정 추가하지 말고 보여줘: only the doing is refused; what it is about is what is to be shown.
            if (Doing().Match(text[start..marker.Index]) is { Success: true } doing
                && (doing.Groups["sends"].Success ? LooksAtSent() : Looks())
                    .IsMatch(text[(marker.Index + marker.Length)..]))
            {
                start += doing.Index;
            }

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
            var doing = LooksEnglish().IsMatch(text[(clause.Index + clause.Length)..])
                ? DoingEnglish().Match(clause.Value)
                : Match.Empty;
            yield return (clause.Index, doing.Success ? doing.Length : clause.Length);
        }
    }

    [GeneratedRegex(
        """
        "[^"\n]{1,300}"|(?<![a-z0-9가-힣])'[^'\n]{1,200}'(?![a-z])|`[^`\n]{1,300}`|
        """
        + @"「[^」\n]{1,300}」|『[^』\n]{1,300}』|《[^》\n]{1,300}》|〈[^〉\n]{1,300}〉|«[^»\n]{1,300}»")]
    private static partial Regex Quotes();

    // 메일 말고: instead of the mail. 말고도 means the opposite: besides.
    [GeneratedRegex(
        @"[^\s,.!?]+\s*(?<!지\s)(?<!지)말고(?!도)|[^\s,.!?]+\s+대신(에)?(?=[\s,])"
        + @"|[^\s,.!?]+\s*(빼고|제외하고)(?=[\s,])|[^\s,.!?]+(은|는)\s*됐(고|으니까?)(?=[\s,])")]
    private static partial Regex NotThis();

    [GeneratedRegex(
        @"지\s*(는|도|만)?\s*(말고|마라|마요|마세요|마시|마(?=[\s.,!?]|$)|말아|말자|말라|않고|않아도|안아도|않을)[^\s,.!?]*(\s*(돼|되|괜찮)[^\s,.!?]*)?"
        + @"|필요(는|가|도|까지)?\s*없[^\s,.!?]*|안\s*[^\s,.!?]{1,6}도\s*(돼|되|괜찮|좋)[^\s,.!?]*|안\s*(해도|봐도)\s*(돼|되)[^\s,.!?]*"
        + @"|[^\s,.!?]*(하지마|보지마|찾지마|말아줘)[^\s,.!?]*|고\s*싶지\s*않[^\s,.!?]*|안\s*궁금[^\s,.!?]*"
        + @"|그만\s*(좀\s*)?(알려|보여|보내|말해|읽|물어)[^\s,.!?]*|(달라|하라|보라|내라)고\s*(안\s*했|(말)?한\s*적)[^.,!?\n]*"
        + @"|(달라는|달란|하라는|보라는|내라는)\s*(게|것이|건|거|말이|말은|말|뜻이|뜻은|얘기가|얘기는)\s*아니[^\s,.!?]*")]
    private static partial Regex NotDoing();

    // What is said, 알려달라고 하지 마, is no clause of its own.
    [GeneratedRegex(
        @"[.,;!?\n]|(?<=[가-힣])((?<![라다자냐])고|는데|은데|지만|니까|면서|거나)(?=\s)"
        + @"|(?<=\s)(그리고|그런데|근데|대신|그냥)(?=\s)")]
    private static partial Regex Breaks();

    // What is done to entries and mail, at the end of a clause that is refused.
    [GeneratedRegex(
        @"((추가|등록|예약|생성|작성|공유|삭제|취소|변경|수정|연기|저장|초대|(?<sends>전송|발송|송부|답장|회신|전달))\s*하"
        + @"|잡|만들|넣|지우|바꾸|옮기|미루|건드리|(?<sends>보내))$")]
    private static partial Regex Doing();

    // What follows names nothing of its own to look at.
    [GeneratedRegex(Then + "(보여|알려|말해|확인|조회|읽|찾아|봐|볼|요약|정리|불러|체크)")]
    private static partial Regex Looks();

    // Instead of sending, telling is meant of something else.
    [GeneratedRegex(Then + "(보여|확인|조회|읽|찾아|봐|볼|요약|정리|불러|체크)")]
    private static partial Regex LooksAtSent();

    [GeneratedRegex("오늘|내일모레|내일|모레|어제|이번\\s*주|다음\\s*주|지난\\s*주|금주|차주|주말|[월화수목금토일]요일")]
    private static partial Regex Days();

    [GeneratedRegex(
        @"(?<!why )\b(don'?t|do not|please don'?t|never|no need to|needn'?t|you don'?t have to)\s+"
            + @"(?!know|remember|think|i\b|we\b|have|get\b|see\b|you\b)"
        + @"[^,.;!?\n]*?(?=[,.;!?\n]|\b(but|just|instead)\b|$)"
        + @"|\b((stop|quit)\s+(show|tell|send|list|read|remind|giv)\w*ing"
            + @"|(didn'?t|did\s+not|'m\s+not|am\s+not)\s+ask(ing)?)"
        + @"\s+[^,.;!?\n]*?(?=[,.;!?\n]|\b(but|just|instead)\b|$)"
        + @"|\bnot\s+(the|my|any|in|from|on|an?)\s+[^,.;!?\n]*?(?=[,.;!?\n]|\b(but|just|instead)\b|$)"
        + @"|\b(instead\s+of|rather\s+than|without)\s+[^,.;!?\n]*?(?=[,.;!?\n]|\b"
        + @"(just|show|give|tell|list|find|check)\b|$)")]
    private static partial Regex NotEnglish();

    [GeneratedRegex(
        @"^(don'?t|do\s+not|please\s+don'?t|never)\s+"
        + @"(add|create|book|schedule|make|send|forward|reply\s+to|delete|change|move|cancel|put)\b")]
    private static partial Regex DoingEnglish();

    [GeneratedRegex(
        @"^[\s,.;]*(but\s+|just\s+|only\s+|instead\s*,?\s*|please\s+)*(show|list|read|check|find)\b"
        + @"(\s+(me|it|them|us|that|what|is|there|instead|only|please|the|list|all))*\s*[.!]*$")]
    private static partial Regex LooksEnglish();
}
