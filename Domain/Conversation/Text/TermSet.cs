using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Conversation.Text;

/// <summary>
/// Words that are looked for as words: Korean ones with particles and endings behind them and known words before them,
/// so that 회의실, 회의적 and 파일럿 are none; English ones in either number.
/// </summary>
public sealed class TermSet
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern;

    private TermSet(string pattern) => _pattern = Pattern(pattern);

    /// <summary>A regular expression as the files write them.</summary>
    public static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, s_limit);

    /// <summary>Many of them as one.</summary>
    public static Regex AnyOf(IEnumerable<string> patterns) =>
        Pattern(string.Join('|', patterns.Select(p => $"(?:{p})").DefaultIfEmpty("(?!)")));

    /// <summary>Words with their grammar.</summary>
    public static TermSet Of(IEnumerable<string> terms, TextWords words) =>
        new(string.Join('|', Patterns(terms, words)));

    /// <summary>Where they are.</summary>
    public IReadOnlyList<Match> In(string text) => [.. _pattern.Matches(text).Cast<Match>()];

    /// <summary>Whether any is there.</summary>
    public bool IsIn(string text) => _pattern.IsMatch(text);

    /// <summary>The text without them and the particles behind them.</summary>
    public string Without(string text) => _pattern.Replace(
        text, m => string.Concat(m.ValueSpan[..(m.Groups["word"].Index - m.Index)], " "));

    private static IEnumerable<string> Patterns(IEnumerable<string> terms, TextWords words)
    {
        var (korean, english) = (new List<string>(), new List<string>());
        foreach (var term in terms.OrderByDescending(t => t.Length))
        {
            var escaped = string.Join(@"[\s-]*", term.Split(' ', '-').Select(Regex.Escape));
            (term.Any(c => c is >= 'ㄱ' and <= '힣') ? korean : english).Add(escaped);
        }

        if (korean.Count > 0)
        {
            var before = Either(words.Before);
            var particles = Either(words.Particles);
            yield return $"(?<![가-힣]){before}{{0,3}}?(?<word>{string.Join('|', korean)})"
                + $"(?:{particles}){{0,3}}(?=(?:{Either(words.Attached)})|(?![가-힣]))";
        }

        if (english.Count > 0)
        {
            yield return $"(?<![a-z0-9])(?<word>{string.Join('|', english)})(?:'s|e?s)?(?![a-z0-9])"
                + $"(?:(?:{Either(words.Particles)}){{1,3}}(?![가-힣]))?";
        }
    }

    private static string Either(IEnumerable<string> words) =>
        $"(?:{string.Join('|', words.OrderByDescending(w => w.Length).Select(Regex.Escape))})";
}
