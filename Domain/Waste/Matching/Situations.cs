using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>Judges what a text says of the state of the thing.</summary>
internal sealed class Situations(WasteText text, HeadNouns heads)
{
    // How words go on that say a state: 코팅된, 오염됨, 찌그러진.
    private static readonly string[] s_endings =
    [
        "된", "됨", "되", "한", "하", "했", "진", "지", "졌", "고", "게", "던", "용", "째", "스러", "럽", "러", "인", "있",
        "없",
    ];

    private readonly IReadOnlyList<string> _stems = [.. text.Words.Select(EnglishWords.Stem)];

    /// <summary>Whether a situation is said of the thing, and not denied: 코팅 안 된, without a label.</summary>
    public bool Says(Phrase phrase, SituationTag tag)
    {
        if (phrase.Joined.Length == 0)
        {
            return false;
        }

        if (!phrase.IsKorean)
        {
            return EnglishWords.Runs(_stems, phrase.Stems).Any(run => !IsOfPart(tag, run.At + run.Count - 1)
                && !Negations.InEnglish(text.Words, run.At, run.At + run.Count));
        }

        for (var at = text.Joined.IndexOf(phrase.Joined, StringComparison.Ordinal); at >= 0;
            at = text.Joined.IndexOf(phrase.Joined, at + 1, StringComparison.Ordinal))
        {
            var (first, end) = (text.WordAt(at), at + phrase.Joined.Length);
            var last = text.WordAt(end - 1);
            var rest = text.Joined[end..text.EndOf(last)];
            if (IsWhole(phrase, text.Starts[first] == at, rest)
                && !Negations.InKorean(text.Words, first, last, rest)
                && !IsOfPart(tag, last) && !IsAfter(tag, first, at))
            {
                return true;
            }
        }

        return false;
    }

    // A short word begins many longer ones that mean something else: 아이, a child, and 아이스팩.
    private bool IsWhole(Phrase phrase, bool startsWord, string rest) => phrase.Joined.Length switch
    {
        1 => startsWord && Hangul.IsSubject(rest),
        2 => startsWord && (Hangul.IsSubject(rest) || Hangul.IsAside(rest) || heads.HasKorean(rest)
            || Array.Exists(s_endings, e => rest.StartsWith(e, StringComparison.Ordinal))),
        _ => true,
    };

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
}
