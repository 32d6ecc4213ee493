namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Nouns that make another thing of what stands before them: boxes, bottles, bags, lids.</summary>
internal sealed class HeadNouns
{
    // 알약 통 빈 거: what is said of the state of a thing that was named before.
    private static readonly HashSet<string> s_states = ["쓴", "빈", "씻은", "헹군", "버린", "말린"];

    // 냉장고 박스는 어떻게 버려요: how a question about it goes on.
    private static readonly string[] s_questions =
    [
        "버리", "버려", "버릴", "어떻게", "어디", "방법", "배출", "분리수거", "분리배출", "처리", "해야", "하나요", "하는",
    ];

    private static readonly HashSet<string> s_englishStates = ["empty", "used", "old"];

    private readonly HashSet<string> _korean;
    private readonly HashSet<string> _english;

    // The longer ones first, as they end like the shorter.
    private readonly IReadOnlyList<string> _longestFirst;

    public HeadNouns(IReadOnlyList<Phrase> nouns)
    {
        _korean = [.. nouns.Where(n => n.IsKorean).Select(n => n.Joined)];
        _english = [.. nouns.Where(n => !n.IsKorean).Select(n => n.Stems)];
        _longestFirst = [.. _korean.OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)];
    }

    public bool Has(Phrase phrase) =>
        phrase.IsKorean ? _korean.Contains(phrase.Joined) : _english.Contains(phrase.Stems);

    public bool HasKorean(string word) => _korean.Contains(word);

    /// <summary>The noun that a Korean text ends in; null where it counts something: 귤 한 봉지.</summary>
    /// <param name="material">The word that says what it is made of, behind it: 약병 플라스틱; -1 for none.</param>
    public LastNoun? FindKorean(WasteText text, out int material)
    {
        material = -1;
        var words = text.Words;
        var count = words.Count;
        while (count > 1 && (words[count - 1] == "법"
            || Array.Exists(s_questions, q => words[count - 1].StartsWith(q, StringComparison.Ordinal))))
        {
            count--;
        }

        if (count > 2 && Hangul.IsThing(words[count - 1]) && s_states.Contains(words[count - 2]))
        {
            count -= 2;
        }

        if (count > 1 && Hangul.Has(words[count - 1]) && Materials.Is(words[count - 1])
            && !_korean.Contains(words[count - 1]))
        {
            material = --count;
        }

        if (count == 0)
        {
            return null;
        }

        var last = words[count - 1];
        for (var cut = 0; cut < Math.Min(3, last.Length); cut++)
        {
            var word = last[..^cut];
            if (!Hangul.IsSubject(last[word.Length..])
                || _longestFirst.FirstOrDefault(n => word.EndsWith(n, StringComparison.Ordinal)) is not { } noun)
            {
                continue;
            }

            var before = word[..^noun.Length];
            var isMeasure = before.Length > 0
                ? Hangul.IsNumeral(before)
                : count > 1 && Hangul.IsNumeral(words[count - 2]);
            return isMeasure ? null : new(text.Starts[count - 1] + before.Length, noun);
        }

        return null;
    }

    /// <summary>The noun that an English text ends in, before what describes it.</summary>
    public LastNoun? FindEnglish(IReadOnlyList<string> stems, int end)
    {
        var last = end - 1;
        while (last > 0 && s_englishStates.Contains(stems[last]))
        {
            last--;
        }

        return last >= 0 && _english.Contains(stems[last]) ? new(last, stems[last]) : null;
    }
}
