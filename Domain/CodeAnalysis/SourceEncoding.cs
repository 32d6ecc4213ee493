using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>Tells files that are not UTF-8: fixes are written in UTF-8 only.</summary>
public static partial class SourceEncoding
{
    private const int Declared = 400;

    private static readonly Encoding s_korean = CodePagesEncodingProvider.Instance.GetEncoding(
        949, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>The encoding of a file that is not UTF-8, as far as it can be told: empty if it cannot.</summary>
    /// <returns>Null for UTF-8.</returns>
    public static string? NameOf(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            || content.Count((byte)0) > content.Length / 4)
        {
            return "UTF-16";
        }

        if (Utf8.IsValid(content))
        {
            return null;
        }

        // As Python and some editors have it in the first lines.
        var head = Encoding.Latin1.GetString(content[..Math.Min(content.Length, Declared)]);
        return CodingLine().Match(head) is { Success: true } match
            && match.Groups[1].Value.ToUpperInvariant() is var name and not ("UTF-8" or "UTF8")
            ? name
            : IsKorean(content) ? "EUC-KR" : "";
    }

    private static bool IsKorean(ReadOnlySpan<byte> content)
    {
        try
        {
            return s_korean.GetString(content).Any(c => c is >= '가' and <= '힣');
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"coding[:=]\s*([-\w.]{1,40})")]
    private static partial Regex CodingLine();
}
