using System.Globalization;
using System.Text;

namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>Written text made comparable.</summary>
public static class DrugText
{
    /// <summary>
    /// Composed Hangul, half-width letters, plain units and spaces; nothing that is invisible or turns the direction of
    /// text.
    /// </summary>
    public static string Clean(string? text)
    {
        var kept = new StringBuilder();
        var space = false;
        foreach (var rune in Well(text).Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                continue;
            }

            if (category is UnicodeCategory.Control || Rune.IsWhiteSpace(rune))
            {
                space = kept.Length > 0;
                continue;
            }

            if (space)
            {
                kept.Append(' ');
                space = false;
            }

            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    /// <summary>Whether text was lost on its way here.</summary>
    public static bool IsDamaged(string text) => text.Contains('\uFFFD');

    /// <summary>Only letters and digits, in lower case: what two ways to write one name have in common.</summary>
    public static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                key.Append(char.ToLowerInvariant(c));
            }
        }

        return key.ToString();
    }

    /// <summary>
    /// A key without the differences that Korean spelling of foreign names leaves to taste: tense consonants, and the
    /// vowels that sound alike.
    /// </summary>
    public static string Fold(string key)
    {
        var folded = new StringBuilder(key.Length);
        foreach (var c in key)
        {
            if (c is < '\uAC00' or > '\uD7A3')
            {
                folded.Append(c);
                continue;
            }

            var index = c - 0xAC00;
            var (initial, vowel, final) = (index / 588, index % 588 / 28, index % 28);
            initial = initial switch { 1 => 0, 4 => 3, 8 => 7, 10 => 9, 13 => 12, _ => initial };
            vowel = vowel switch { 1 => 5, 3 => 7, 10 or 11 => 15, _ => vowel };
            folded.Append((char)(0xAC00 + (initial * 588) + (vowel * 28) + final));
        }

        return folded.ToString();
    }

    // Half a surrogate pair makes normalization throw.
    private static string Well(string? text) =>
        text is null ? "" : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
