using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Text;

/// <summary>
/// Korean particles have two forms, by whether the word before ends in a consonant. Templates write both, as in
/// <c>{kind}(으)로</c>; a person reads the one that fits.
/// </summary>
public static partial class KoreanParticles
{
    private const char FirstSyllable = '가';

    // Each block of syllables has 28, one of every final consonant and the first without one. Source: Unicode, 3.12.
    private const int Finals = 28;
    private const int Rieul = 8;

    /// <summary>
    /// The text with one form of each particle; both stay behind what is not Hangul, whose sound is not known.
    /// </summary>
    public static string Resolve(string text) => Both().Replace(text, match =>
    {
        var final = match.Groups["last"].ValueSpan[0] - FirstSyllable;
        var consonant = final % Finals;
        var (between, particle) = (match.Groups["between"].Value, match.Groups["particle"].Value);
        var form = particle switch
        {
            // A final ㄹ takes the short form here, and only here.
            "(으)로" => consonant is 0 or Rieul ? "로" : "으로",
            "이(가)" => consonant == 0 ? "가" : "이",
            "을(를)" => consonant == 0 ? "를" : "을",
            "은(는)" => consonant == 0 ? "는" : "은",
            _ => consonant == 0 ? "와" : "과",
        };
        return $"{match.Groups["last"].Value}{between}{form}";
    });

    [GeneratedRegex(
        "(?<last>[가-힣])(?<between>['\"’”)\\]]{0,2})(?<particle>\\(으\\)로|이\\(가\\)|을\\(를\\)|은\\(는\\)|과\\(와\\))",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Both();
}
