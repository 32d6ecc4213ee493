using System.Globalization;
using System.Text;

namespace OpsFlow.Domain.Text;

/// <summary>Shortens texts of people, programs and models.</summary>
public static class TextCut
{
    /// <summary>
    /// The beginning of a text: at most <paramref name="max"/> UTF-16 units, one less where the cut would divide a
    /// character in two (half of one cannot be stored, sent or shown).
    /// </summary>
    /// <param name="max">1 or more.</param>
    /// <param name="mark">Appended to a text that was cut, beyond <paramref name="max"/>.</param>
    public static string CutTo(this string text, int max, string mark = "")
    {
        if (text.Length <= max)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[max - 1]) && char.IsLowSurrogate(text[max]) ? max - 1 : max;
        return string.Concat(text.AsSpan(0, end), mark);
    }

    /// <summary>A text without NUL, which PostgreSQL does not keep.</summary>
    public static string WithoutNul(this string text) => text.Replace("\0", "", StringComparison.Ordinal);

    /// <summary>Whether a person sees anything of it: not only spaces, controls and characters without width.</summary>
    public static bool HasVisible(this string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)
                && !Rune.IsWhiteSpace(rune))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A text without halves of characters that have no other half: no store takes them.</summary>
    public static string WithoutHalves(this string text)
    {
        var whole = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                whole.Append(text[i]).Append(text[++i]);
            }
            else if (!char.IsSurrogate(text[i]))
            {
                whole.Append(text[i]);
            }
        }

        return whole.Length == text.Length ? text : whole.ToString();
    }

    /// <summary>A text on one line, its white space single blanks, and at most <paramref name="max"/> long.</summary>
    /// <param name="max">2 or more; a text that is cut ends with an ellipsis.</param>
    public static string OneLine(this string text, int max) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).CutTo(max - 1, "…");
}
