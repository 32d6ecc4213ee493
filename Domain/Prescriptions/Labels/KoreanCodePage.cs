using System.Globalization;
using System.Text;

namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>
/// Code page 949 of Korean printers: a Latin letter is a byte and a cell wide, a Hangul syllable two of each, so the
/// width of a text is the number of its bytes.
/// </summary>
internal static class KoreanCodePage
{
    /// <summary>Printed for a character that the code page does not have; two cells wide.</summary>
    public const char Mark = '□';

    private static readonly Encoding s_encoding = CodePagesEncodingProvider.Instance.GetEncoding(
        949, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static byte[] Bytes(string text) => s_encoding.GetBytes(text);

    public static int Width(string text) => s_encoding.GetByteCount(text);

    /// <summary>A text that can be printed as it is: composed, no control characters, each lost one marked.</summary>
    public static string Printable(string text, ICollection<string> replaced)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in Valid(text).Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator)
            {
                result.Append(' ');
            }
            else if (category is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark)
            {
                // Invisible here, and the second half of an emoji: nothing is lost.
            }
            else if (Has(rune.ToString()))
            {
                result.Append(rune.ToString());
            }
            else
            {
                result.Append(Mark);
                replaced.Add(rune.ToString());
            }
        }

        return string.Join(' ', result.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool Has(string text)
    {
        try
        {
            return s_encoding.GetByteCount(text) <= 2;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
