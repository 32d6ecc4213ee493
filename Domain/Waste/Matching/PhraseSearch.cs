using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Looks for phrases in a text, and judges whether the text is about them or only mentions them.</summary>
internal sealed class PhraseSearch(WasteText text)
{
    // A thing that is only mentioned counts less than half.
    private const double Mentioned = 0.45;
    private const double Attached = 0.25;
    private const double Scattered = 0.85;

    private readonly IReadOnlyList<string> _stems = [.. text.Words.Select(EnglishWords.Stem)];
    private readonly IReadOnlyList<string> _letters = [.. text.Words.Select(Hangul.Letters)];
    private readonly bool _isKorean = Hangul.Has(text.Joined);
    private readonly bool _isLatin = text.Joined.Any(char.IsAscii);
    private readonly int _head = Head(text.Words);

    /// <summary>The best place of a phrase.</summary>
    public PhraseHit? Find(Phrase phrase)
    {
        var best = phrase.Joined.Length == 0 || !(phrase.IsKorean ? _isKorean : _isLatin)
            ? 0
            : phrase.IsKorean ? Korean(phrase) : English(phrase);
        return best > 0 ? new(phrase, best) : null;
    }

    /// <summary>
    /// A phrase that is there with a slip of the pen. Each word is measured: a short one has no slips.
    /// </summary>
    public PhraseHit? FindMisspelt(Phrase phrase)
    {
        for (var from = 0; from + phrase.Letters.Count <= text.Words.Count; from++)
        {
            var slips = 0;
            for (var i = 0; i < phrase.Letters.Count && slips >= 0; i++)
            {
                var found = Slips(from + i, phrase.Letters[i], phrase.IsKorean);
                slips = found < 0 ? -1 : slips + found;
            }

            if (slips >= 0)
            {
                return new(phrase, (Weight(phrase) * 0.7) - slips, IsExact: false);
            }
        }

        return null;
    }

    /// <summary>Whether a situation is said of the thing, and not denied: 코팅 안 된, without a label.</summary>
    public bool Says(Phrase phrase, SituationTag tag)
    {
        if (phrase.Joined.Length == 0)
        {
            return false;
        }

        if (!phrase.IsKorean)
        {
            return Runs(phrase).Any(run => !IsOfPart(tag, run.At + run.Count - 1) && !Enumerable
                .Range(Math.Max(0, run.At - 2), Math.Min(2, run.At))
                .Any(i => text.Words[i] is "not" or "no" or "without" or "non" or "never" or "un"));
        }

        for (var at = text.Joined.IndexOf(phrase.Joined, StringComparison.Ordinal); at >= 0;
            at = text.Joined.IndexOf(phrase.Joined, at + 1, StringComparison.Ordinal))
        {
            var (first, end) = (text.WordAt(at), at + phrase.Joined.Length);
            var last = text.WordAt(end - 1);
            var isWhole = text.Starts[first] == at && (end == text.EndOf(last)
                || Hangul.IsSubject(text.Joined[end..text.EndOf(last)]));
            var startsWord = text.Starts[first] == at || phrase.Joined.Length > 2;
            if ((phrase.Joined.Length > 1 ? startsWord : isWhole) && !IsDenied(first, last)
                && !IsOfPart(tag, last) && !IsAfter(tag, first, at))
            {
                return true;
            }
        }

        return false;
    }

    // 파란색 뚜껑, a blue cap: the color is the cap's.
    private bool IsOfPart(SituationTag tag, int last) =>
        last + 1 < text.Words.Count
        && tag.NotOf?.All.Any(p => text.Words[last + 1].StartsWith(p, StringComparison.Ordinal)) == true;

    // 흙 묻은, 물묻은: what sticks to it is no food.
    private bool IsAfter(SituationTag tag, int first, int at) =>
        tag.NotAfter?.Ko.Any(
            p => IsWord(text.Joined[text.Starts[first]..at], p) || (first > 0 && IsWord(text.Words[first - 1], p)))
            == true;

    private static bool IsWord(string text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal)
        && (text.Length == word.Length || Hangul.IsSubject(text[word.Length..]));

    private int Slips(int word, string letters, bool isKorean)
    {
        var allowed = isKorean
            ? letters.Length switch { < 7 => 0, < 10 => 1, _ => 2 }
            : letters.Length switch { < 5 => 0, < 9 => 1, _ => 2 };
        var slips = isKorean
            ? EditDistance.Of(_letters[word], letters, allowed)
            : Math.Min(
                EditDistance.Of(_stems[word], letters, allowed), EditDistance.Of(text.Words[word], letters, allowed));
        return slips <= allowed ? slips : -1;
    }

    private static double Weight(Phrase phrase) =>
        phrase.IsKorean ? phrase.Joined.Length * 10 : phrase.Joined.Length * 5;

    private static int Head(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (EnglishWords.TurnsBack(words[i]))
            {
                return i;
            }
        }

        return words.Count;
    }

    private double Korean(Phrase phrase)
    {
        var best = 0.0;
        for (var at = text.Joined.IndexOf(phrase.Joined, StringComparison.Ordinal); at >= 0;
            at = text.Joined.IndexOf(phrase.Joined, at + 1, StringComparison.Ordinal))
        {
            best = Math.Max(best, KoreanAt(phrase, at));
        }

        return best > 0 ? best : Math.Max(ApartInWords(phrase), ApartInOne(phrase.Joined));
    }

    // 커피 담던 종이 컵 is a 커피 컵, too.
    private double ApartInWords(Phrase phrase)
    {
        var found = 0;
        for (var i = 0; phrase.Words.Count > 1 && i < text.Words.Count; i++)
        {
            if (text.Words[i] == phrase.Words[found] && ++found == phrase.Words.Count)
            {
                return ApartAt(phrase.Joined.Length, i);
            }
        }

        return 0;
    }

    // 생수 빈 병 is a 생수병.
    private double ApartInOne(string joined)
    {
        for (var first = 0; first < text.Words.Count - 1; first++)
        {
            var word = text.Words[first];
            if (word.Length < 2 || word.Length >= joined.Length || !joined.StartsWith(word, StringComparison.Ordinal))
            {
                continue;
            }

            for (var last = text.Words.Count - 1; last > first; last--)
            {
                if (joined.AsSpan(word.Length) is var rest && text.Words[last].AsSpan().EndsWith(rest)
                    && !Hangul.IsNumeral(text.Words[last - 1]))
                {
                    return ApartAt(joined.Length, last);
                }
            }
        }

        return 0;
    }

    private double ApartAt(int length, int last) =>
        (length * 10 * Scattered) + 4 + (6.0 * text.Starts[last] / Math.Max(1, text.Joined.Length));

    private double KoreanAt(Phrase phrase, int at)
    {
        var end = at + phrase.Joined.Length;
        var (first, last) = (text.WordAt(at), text.WordAt(end - 1));
        var startsWord = text.Starts[first] == at;
        var rest = text.Joined[end..text.EndOf(last)];
        var endsWord = Hangul.IsSubject(rest);
        // A single syllable within a word is mostly another word.
        if (phrase.Joined.Length == 1 && !(startsWord && endsWord))
        {
            return 0;
        }

        // Not across words from the middle of one, unless it is too long for chance: 신라면 봉지.
        if (!startsWord && first != last && phrase.Joined.Length < 4)
        {
            return 0;
        }

        var isAside = !endsWord || Hangul.IsAside(rest) || IsDescribing(first, last)
            || (first > 0 && startsWord && Hangul.IsNumeral(text.Words[first - 1]));
        return (Weight(phrase) * (isAside ? Mentioned : 1)) + (endsWord ? 4 : 0) + (startsWord ? 2 : 0)
            + (6.0 * at / Math.Max(1, text.Joined.Length)) + (phrase.Joined == text.Joined ? 20 : 0);
    }

    // 컵 은박뚜껑 붙은 거: the lid is stuck to what is spoken of. 뿌리 자른 거 speaks of the root itself.
    private bool IsDescribing(int first, int last) =>
        last + 1 < text.Words.Count && Hangul.IsAdnominal(text.Words[last + 1])
        && (first > 0 || last + 3 != text.Words.Count || !Hangul.IsThing(text.Words[last + 2]));

    private double English(Phrase phrase)
    {
        var best = 0.0;
        foreach (var (at, count) in Runs(phrase))
        {
            var end = at + count;
            var share = at >= _head ? Attached
                : end < _head && !EnglishWords.TurnsBack(text.Words[end]) ? Mentioned
                : 1;
            best = Math.Max(best, (Weight(phrase) * share) + (6.0 * at / text.Words.Count)
                + (count == text.Words.Count ? 20 : 0));
        }

        return best > 0 || phrase.Words.Count < 2 || !phrase.Words.All(_stems.Take(_head).Contains)
            ? best
            : Weight(phrase) * Scattered;
    }

    // Compounds are written in one word or in two: eggshell, egg shell.
    private IEnumerable<(int At, int Count)> Runs(Phrase phrase)
    {
        for (var at = 0; at < _stems.Count; at++)
        {
            var joined = "";
            for (var count = 1; at + count <= _stems.Count && joined.Length < phrase.Stems.Length; count++)
            {
                joined += _stems[at + count - 1];
                if (joined == phrase.Stems)
                {
                    yield return (at, count);
                }
            }
        }
    }

    private bool IsDenied(int first, int last) =>
        (first > 0 && text.Words[first - 1] is "안" or "못" or "덜" or "대충")
        || (last + 1 < text.Words.Count
            && text.Words[last + 1] is "안" or "없는" or "없이" or "아닌" or "않은" or "없음" or "안된" or "않는");
}
