using System.Text;
using OpsFlow.Domain.Waste.Matching;

namespace OpsFlow.Domain.Conversation.Text;

/// <summary>
/// The one form in which messages are compared: composed, half-width, without characters that nobody sees. The
/// runtime's own normalization needs ICU, which is not everywhere.
/// </summary>
public static class TextNormal
{
    private const int FirstLead = 'ㄱ';
    private const int LastLead = 'ㅎ';
    private const int FirstVowel = 'ㅏ';
    private const int LastVowel = 'ㅣ';

    // The compatibility letters that can begin a syllable, in the order of syllables.
    private const string Leads = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

    /// <summary>The text in that form, its case kept.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(c switch
            {
                >= '\uff01' and <= '\uff5e' => (char)(c - 0xfee0),
                '\u3000' or '\u00a0' or (>= '\u2000' and <= '\u200a') or '\u202f' => ' ',
                '\u2018' or '\u2019' or '\u02bc' or '\u2032' => '\'',
                '\u201c' or '\u201d' or '\u201e' or '\u2033' => '"',
                '\u200b' or '\u200c' or '\u2060' or '\ufeff' or '\u00ad' or (>= '\u202a' and <= '\u202e')
                    or (>= '\u2066' and <= '\u2069') => '\0',
                _ => c,
            });
        }

        plain.Replace("\0", "");
        return Joined(Hangul.Compose(plain.ToString()));
    }

    /// <summary>Only composed: what was typed stays otherwise as it is.</summary>
    public static string Compose(string text) => Hangul.Compose(text);

    /// <summary>In lower case, with single blanks: of texts that differ only so the cache knows one.</summary>
    public static string Key(string text) => string.Join(
        ' ', Of(text).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Letters typed one by one, as phones leave them: ㅇㅓ is 어; ㅇㅇ stays what it is.
    private static string Joined(string text)
    {
        var joined = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && text[i] is >= (char)FirstLead and <= (char)LastLead
                && text[i + 1] is >= (char)FirstVowel and <= (char)LastVowel
                && Leads.IndexOf(text[i], StringComparison.Ordinal) is var lead and >= 0)
            {
                joined.Append((char)('가' + (((lead * 21) + (text[i + 1] - FirstVowel)) * 28)));
                i++;
            }
            else
            {
                joined.Append(text[i]);
            }
        }

        return joined.ToString();
    }
}
