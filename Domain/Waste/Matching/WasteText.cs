using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>A text as it is compared: of one form, in words, without what carries no meaning.</summary>
public sealed partial class WasteText
{
    private const int MaxChars = 500;

    private WasteText(IReadOnlyList<string> words)
    {
        Words = words;
        Joined = string.Concat(words);
        var starts = new int[words.Count];
        for (var i = 1; i < words.Count; i++)
        {
            starts[i] = starts[i - 1] + words[i - 1].Length;
        }

        Starts = starts;
    }

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words without spaces, as Korean compounds are written this way and that.</summary>
    public string Joined { get; }

    /// <summary>Where each word begins in <see cref="Joined"/>.</summary>
    public IReadOnlyList<int> Starts { get; }

    /// <summary>Composed, half-width, lower case, in words with single spaces.</summary>
    public static string Fold(string text)
    {
        var cut = text.Length > MaxChars ? text[..MaxChars] : text;
        var form = Normalized(cut).ToLowerInvariant();
        var folded = new StringBuilder(form.Length);
        foreach (var c in form)
        {
            if (char.IsLetterOrDigit(c))
            {
                folded.Append(c);
            }
            else if (folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>The text with the usual spellings.</summary>
    public static WasteText Of(string text, IEnumerable<IReadOnlyList<string>> spellings)
    {
        var folded = MadeOf().Replace(Fold(text), "$1");
        foreach (var pair in spellings)
        {
            folded = folded.Replace(pair[0], pair[1], StringComparison.Ordinal);
        }

        return new(folded.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The word that a place of <see cref="Joined"/> is in.</summary>
    public int WordAt(int index)
    {
        var word = Starts.Count - 1;
        while (word > 0 && Starts[word] > index)
        {
            word--;
        }

        return word;
    }

    /// <summary>Where a word ends in <see cref="Joined"/>.</summary>
    public int EndOf(int word) => Starts[word] + Words[word].Length;

    // Half-width Latin, composed Hangul: what typing on phones and on some file systems differs in.
    // 종이로 된 컵 is a 종이컵.
    [GeneratedRegex("(종이|플라스틱|유리|비닐|스티로폼|알루미늄|금속|나무|고무|도자기|실리콘)(?:으로|로) (?:된|만든|만들어진) ?")]
    private static partial Regex MadeOf();

    private static string Normalized(string text) => Hangul.Compose(string.Create(text.Length, text, (span, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            span[i] = from[i] is >= '\uff01' and <= '\uff5e' ? (char)(from[i] - 0xfee0) : from[i];
        }
    }));
}
