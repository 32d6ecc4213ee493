using System.Text;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>What Korean spelling and grammar tell without a dictionary.</summary>
internal static class Hangul
{
    private const char First = '가';
    private const char Last = '힣';
    private const int FinalsPerVowel = 28;
    private const int Vowels = 21;
    private const char Leads = '\u1100';
    private const char VowelLetters = '\u1161';
    private const char Finals = '\u11a7';
    private const int FinalN = 4;

    // The longer ones first, as they begin like the shorter.
    private static readonly string[] s_asides =
        ["에서는", "에서", "으로", "에는", "에도", "이랑", "하고", "에", "로", "와", "과", "랑"];

    private static readonly string[] s_subjects =
        ["이에요", "이예요", "입니다", "인데", "이요", "들", "은", "는", "이", "가", "을", "를", "의", "도", "만", "요"];

    private static readonly HashSet<string> s_things = ["거", "것", "건", "걸", "채", "거요", "것들"];

    private static readonly HashSet<string> s_numerals =
        ["한", "두", "세", "네", "다섯", "여섯", "열", "몇", "여러", "반", "대여섯", "서너"];

    public static bool Is(char c) => c is >= First and <= Last;

    public static bool Has(string text) => text.Any(Is);

    /// <summary>Whether a word stands for the thing that was named before: 붙은 거.</summary>
    public static bool IsThing(string word) => s_things.Contains(word);

    /// <summary>Whether a word counts what follows, which then is a measure: 귤 껍질 한 봉지.</summary>
    public static bool IsNumeral(string word) =>
        s_numerals.Contains(word) || (word.Length > 0 && word.All(char.IsAsciiDigit));

    /// <summary>Whether a word describes what follows, as verbs do: 붙은, 달린, 뗀, 남는.</summary>
    public static bool IsAdnominal(string word) =>
        word.Length > 0 && Is(word[^1]) && (word[^1] - First) % FinalsPerVowel == FinalN && !IsThing(word);

    /// <summary>Whether the rest of a word is a particle that leaves the noun what is spoken of.</summary>
    public static bool IsSubject(string rest) => rest.Length == 0 || s_subjects.Contains(rest);

    /// <summary>Whether the rest of a word is a particle that makes the noun a circumstance: 병에서.</summary>
    public static bool IsAside(string rest) => s_asides.Contains(rest);

    /// <summary>The letters of the syllables.</summary>
    public static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length * 3);
        foreach (var c in text)
        {
            if (!Is(c))
            {
                letters.Append(c);
                continue;
            }

            var index = c - First;
            letters.Append((char)(Leads + (index / (Vowels * FinalsPerVowel))))
                .Append((char)(VowelLetters + (index / FinalsPerVowel % Vowels)));
            if (index % FinalsPerVowel is var final and > 0)
            {
                letters.Append((char)(Finals + final));
            }
        }

        return letters.ToString();
    }

    /// <summary>
    /// Syllables that are written as single letters, put together. The runtime does not do it: it has no ICU here.
    /// </summary>
    public static string Compose(string text)
    {
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var last = composed.Length == 0 ? '\0' : composed[^1];
            if (c is >= VowelLetters and < (char)(VowelLetters + Vowels) && last is >= Leads and < (char)(Leads + 19))
            {
                composed[^1] = (char)(First + ((((last - Leads) * Vowels) + (c - VowelLetters)) * FinalsPerVowel));
            }
            else if (c is > Finals and < (char)(Finals + FinalsPerVowel) && Is(last)
                && (last - First) % FinalsPerVowel == 0)
            {
                composed[^1] = (char)(last + (c - Finals));
            }
            else
            {
                composed.Append(c);
            }
        }

        return composed.ToString();
    }
}
