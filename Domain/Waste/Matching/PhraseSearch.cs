namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Looks for phrases in a text, and judges whether the text is about them or only mentions them.</summary>
internal sealed class PhraseSearch
{
    // A thing that is only mentioned counts less than half; what a vessel holds says little of the vessel.
    private const double Mentioned = 0.45;
    private const double Attached = 0.25;
    private const double Contained = 0.15;
    private const double Scattered = 0.85;

    // A vessel's name alone: better than nothing.
    private const double Bare = 2;

    // What is said of them is not said of the thing: 나무 손잡이 칼.
    private static readonly HashSet<string> s_parts = ["손잡이", "뚜껑", "라벨"];

    private readonly WasteText _text;
    private readonly IReadOnlyList<string> _stems;
    private readonly bool _isKorean;
    private readonly bool _isLatin;
    private readonly int _head;
    private readonly LastNoun? _noun;
    private readonly LastNoun? _englishNoun;
    private readonly int _material;

    // A bottle of pills: what comes after it is what is spoken of.
    private readonly bool _isMeasure;

    public PhraseSearch(WasteText text, HeadNouns heads)
    {
        _text = text;
        _stems = [.. text.Words.Select(EnglishWords.Stem)];
        _isKorean = Hangul.Has(text.Joined);
        _isLatin = text.Joined.Any(char.IsAscii);
        _head = Head(text.Words);
        _noun = heads.FindKorean(text, out _material);
        _englishNoun = heads.FindEnglish(_stems, _head);
        _isMeasure = _englishNoun?.At == _head - 1 && _head < text.Words.Count && text.Words[_head] == "of";
    }

    /// <summary>The best place of a phrase.</summary>
    /// <param name="of">The item whose name it is; null where it is none's.</param>
    public PhraseHit? Find(Phrase phrase, NamedItem? of)
    {
        var best = phrase.Joined.Length == 0 || !(phrase.IsKorean ? _isKorean : _isLatin)
            ? null
            : phrase.IsKorean ? Korean(phrase, of) : English(phrase, of);
        return best?.Score > 0 ? best : null;
    }

    /// <summary>The vessel or the part that the text ends in, whatever it is of: 세탁기 박스.</summary>
    public PhraseHit? FindHead(Phrase head, NamedItem of)
    {
        if (head.IsKorean)
        {
            return _noun is not { } noun || noun.Noun != head.Joined ? null
                : noun.At == 0 ? new(head, Bare)
                : new(
                    head, head.Weight + 6 + (6.0 * noun.At / _text.Joined.Length),
                    OtherMaterial: _material >= 0 ? Other(of, _text.Words[_material]) : MaterialBefore(noun.At, of));
        }

        return _englishNoun is not { } last || last.Noun != head.Stems ? null
            : last.At == 0 || _isMeasure ? new(head, Bare)
            : new(
                head, head.Weight + (6.0 * last.At / _text.Words.Count),
                OtherMaterial: _text.Words.Take(last.At).FirstOrDefault(w => Materials.Differ(of.Item, w)));
    }

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

    private static string? Other(NamedItem? of, string? word) =>
        of is not null && word is not null && Materials.Differ(of.Item, word) ? word : null;

    private static PhraseHit? Better(PhraseHit? one, PhraseHit? other) =>
        one is null || other?.Score > one.Score ? other : one;

    private string? MaterialBefore(int at, NamedItem of)
    {
        for (var i = 0; i < _text.Words.Count && _text.Starts[i] < at; i++)
        {
            if (Materials.Differ(of.Item, _text.Words[i])
                && !(i + 1 < _text.Words.Count && s_parts.Contains(_text.Words[i + 1])))
            {
                return _text.Words[i];
            }
        }

        return null;
    }

    private PhraseHit? Korean(Phrase phrase, NamedItem? of)
    {
        PhraseHit? best = null;
        for (var at = _text.Joined.IndexOf(phrase.Joined, StringComparison.Ordinal); at >= 0;
            at = _text.Joined.IndexOf(phrase.Joined, at + 1, StringComparison.Ordinal))
        {
            best = Better(best, KoreanAt(phrase, at, of));
        }

        return best ?? Better(ApartInWords(phrase, of), ApartInOne(phrase, of));
    }

    // 커피 담던 종이 컵 is a 커피 컵, too.
    private PhraseHit? ApartInWords(Phrase phrase, NamedItem? of)
    {
        var (found, first) = (0, 0);
        for (var i = 0; phrase.Words.Count > 1 && i < _text.Words.Count; i++)
        {
            if (_text.Words[i] != phrase.Words[found])
            {
                continue;
            }

            first = found == 0 ? i : first;
            if (++found == phrase.Words.Count)
            {
                return ApartAt(phrase, first, i, isEnd: false, of);
            }
        }

        return null;
    }

    // 생수 빈 병 is a 생수병.
    private PhraseHit? ApartInOne(Phrase phrase, NamedItem? of)
    {
        var joined = phrase.Joined;
        for (var first = 0; first < _text.Words.Count - 1; first++)
        {
            var word = _text.Words[first];
            if (word.Length < 2 || word.Length >= joined.Length || !joined.StartsWith(word, StringComparison.Ordinal))
            {
                continue;
            }

            for (var last = _text.Words.Count - 1; last > first; last--)
            {
                if (joined.AsSpan(word.Length) is var rest && _text.Words[last].AsSpan().EndsWith(rest)
                    && !Hangul.IsNumeral(_text.Words[last - 1]))
                {
                    // A single syllable at the end of a word is mostly another word: 국자 is no 자.
                    var isEnd = rest.Length < _text.Words[last].Length;
                    return rest.Length == 1 && isEnd ? null : ApartAt(phrase, first, last, isEnd, of);
                }
            }
        }

        return null;
    }

    private PhraseHit? ApartAt(Phrase phrase, int first, int last, bool isEnd, NamedItem? of)
    {
        var between = _text.Words.Skip(first + 1).Take(last - first - 1).ToList();
        // 색깔 없는 페트병 is no 색깔 페트병.
        if (between.Exists(Negations.Is))
        {
            return null;
        }

        var other = of is null ? null : between.Find(w => Materials.Differ(of.Item, w));
        return _noun is { } noun && _text.EndOf(last) <= noun.At
            ? new(phrase, phrase.Weight * Contained, IsContained: true, OtherMaterial: other)
            // 요구르트 컵 은박뚜껑 붙은 거 is no 요구르트 뚜껑.
            : isEnd && IsDescribing(first + 1, last) ? new(phrase, phrase.Weight * Mentioned, OtherMaterial: other)
            : new(
                phrase,
                (phrase.Weight * Scattered) + 4 + (6.0 * _text.Starts[last] / Math.Max(1, _text.Joined.Length)),
                OtherMaterial: other);
    }

    private PhraseHit? KoreanAt(Phrase phrase, int at, NamedItem? of)
    {
        var end = at + phrase.Joined.Length;
        var (first, last) = (_text.WordAt(at), _text.WordAt(end - 1));
        var startsWord = _text.Starts[first] == at;
        var rest = _text.Joined[end.._text.EndOf(last)];
        var endsWord = Hangul.IsSubject(rest);
        // A single syllable within a word is mostly another word.
        if (phrase.Joined.Length == 1 && !(startsWord && endsWord))
        {
            return null;
        }

        // Not across words from the middle of one, unless it is too long for chance: 신라면 봉지.
        if (!startsWord && first != last && phrase.Joined.Length < 4)
        {
            return null;
        }

        var isAside = !endsWord || Hangul.IsAside(rest) || IsDescribing(first, last)
            || (first > 0 && startsWord && Hangul.IsNumeral(_text.Words[first - 1]));
        var (share, more, isContained) = (isAside ? Mentioned : 1.0, 0.0, false);
        if (_noun is { } noun && end <= noun.At)
        {
            // The item's own vessel, so both words are its name; else the vessel is what is spoken of.
            isContained = of?.EndsIn(noun.Noun) != true;
            (share, more) = isContained ? (Contained, 0.0)
                : end == noun.At ? (1.0, noun.Noun.Length * 10 * Scattered)
                : (share, 0.0);
        }

        return new(
            phrase,
            (phrase.Weight * share) + more + (endsWord ? 4 : 0) + (startsWord ? 2 : 0)
                + (6.0 * at / Math.Max(1, _text.Joined.Length)) + (phrase.Joined == _text.Joined ? 20 : 0),
            IsContained: isContained, OtherMaterial: Other(of, MaterialBeside(first, at, end)));
    }

    // 플라스틱 텀블러, 유리텀블러, 숟가락 스텐. 비닐 코팅 is no material.
    private string? MaterialBeside(int first, int at, int end)
    {
        if (string.CompareOrdinal(_text.Joined, at, "코팅", 0, 2) == 0)
        {
            return null;
        }

        var before = _text.Starts[first] != at ? _text.Joined[_text.Starts[first]..at]
            : first > 0 && !(first > 1 && s_parts.Contains(_text.Words[first - 2])) ? _text.Words[first - 1]
            : "";
        return Materials.Is(before) ? before
            : _material >= 0 && _text.Starts[_material] == end ? _text.Words[_material]
            : null;
    }

    // 컵 은박뚜껑 붙은 거: the lid is stuck to what is spoken of. 뿌리 자른 거 speaks of the root itself.
    private bool IsDescribing(int first, int last) =>
        last + 1 < _text.Words.Count && Hangul.IsAdnominal(_text.Words[last + 1])
        && (first > 0 || last + 3 != _text.Words.Count || !Hangul.IsThing(_text.Words[last + 2]));

    private PhraseHit? English(Phrase phrase, NamedItem? of)
    {
        PhraseHit? best = null;
        foreach (var (at, count) in EnglishWords.Runs(_stems, phrase.Stems))
        {
            best = Better(best, EnglishAt(phrase, at, count, of));
        }

        return best is null && phrase.Words.Count > 1 && phrase.Words.All(_stems.Take(_head).Contains)
            ? new(phrase, phrase.Weight * Scattered)
            : best;
    }

    private PhraseHit EnglishAt(Phrase phrase, int at, int count, NamedItem? of)
    {
        var end = at + count;
        var (share, more, isContained) = (1.0, 0.0, false);
        if (_isMeasure && at > _head && _englishNoun is { } vessel)
        {
            more = of?.EndsIn(vessel.Noun) == true ? vessel.Noun.Length * 4 : 0;
        }
        else if (at >= _head || (_isMeasure && end == _head))
        {
            share = Attached;
        }
        else if (_englishNoun is { } noun && end <= noun.At)
        {
            isContained = of?.EndsIn(noun.Noun) != true;
            (share, more) = isContained ? (Contained, 0.0)
                : end == noun.At ? (1.0, noun.Noun.Length * 4.0)
                : (Mentioned, 0.0);
        }
        else if (end < _head && !EnglishWords.TurnsBack(_text.Words[end]))
        {
            share = Mentioned;
        }

        return new(
            phrase,
            (phrase.Weight * share) + more + (6.0 * at / _text.Words.Count) + (count == _text.Words.Count ? 20 : 0),
            IsContained: isContained, OtherMaterial: at > 0 ? Other(of, _text.Words[at - 1]) : null);
    }
}
