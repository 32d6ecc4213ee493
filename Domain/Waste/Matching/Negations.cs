using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>How people say what a thing is not.</summary>
internal static partial class Negations
{
    private static readonly HashSet<string> s_adverbs =
        ["전혀", "거의", "별로", "하나도", "조금도", "아예", "절대", "at", "all"];

    private static readonly HashSet<string> s_before = ["안", "못", "덜", "대충"];

    private static readonly HashSet<string> s_english = ["not", "no", "without", "non", "never", "un"];

    private static readonly string[] s_stems = ["없", "않", "아닌", "아니", "안된", "안됨", "안한"];

    private static readonly string[] s_suffixes = ["없", "않", "안된", "안됨", "안한"];

    /// <summary>Whether a Korean word denies what stands before it: 없는, 않은.</summary>
    public static bool Is(string word) =>
        word is "안" or "못" || Array.Exists(s_stems, s => word.StartsWith(s, StringComparison.Ordinal));

    /// <summary>A folded text without what it says that it does not speak of: 캔이 아니라 병.</summary>
    public static string Cut(string folded) => Instead().Replace(Before().Replace(folded, ""), "");

    /// <summary>Whether what stands in some words is denied, as in 코팅이 전혀 안 된.</summary>
    /// <param name="rest">What follows in the last of the words.</param>
    public static bool InKorean(IReadOnlyList<string> words, int first, int last, string rest)
    {
        var (before, after) = (first - 1, last + 1);
        while (before >= 0 && s_adverbs.Contains(words[before]))
        {
            before--;
        }

        while (after < words.Count && s_adverbs.Contains(words[after]))
        {
            after++;
        }

        return (before >= 0 && s_before.Contains(words[before]))
            || Array.Exists(s_suffixes, s => rest.StartsWith(s, StringComparison.Ordinal))
            || (after < words.Count && Is(words[after]));
    }

    /// <summary>Whether what stands in some words is denied, as in not greasy at all, or grease-free.</summary>
    public static bool InEnglish(IReadOnlyList<string> words, int first, int end) =>
        words.Take(first).Skip(Math.Max(0, first - 3)).Any(s_english.Contains)
        || (end < words.Count && words[end] == "free");

    [GeneratedRegex("^.*(?:말고|아니라|아니고|대신) (?=.)")]
    private static partial Regex Before();

    [GeneratedRegex(@"\bnot (?:an? |the )?.*?\bbut (?:an? |the )?")]
    private static partial Regex Instead();
}
