namespace OpsFlow.Domain.Waste.Matching;

/// <summary>
/// Looks for phrases that are in a text with slips of the pen. A slip changes letters: what has a syllable or a word
/// more or less is another word.
/// </summary>
internal sealed class Misspellings(WasteText text)
{
    private const double Share = 0.7;

    private readonly IReadOnlyList<string> _stems = [.. text.Words.Select(EnglishWords.Stem)];
    private readonly IReadOnlyList<string> _syllables = [.. text.Joined.Select(c => Hangul.Letters(c.ToString()))];

    /// <summary>The first place of a phrase, if any.</summary>
    public PhraseHit? Find(Phrase phrase)
    {
        var slips = phrase.IsKorean ? Korean(phrase) : English(phrase);
        return slips < 0 ? null : new(phrase, (phrase.Weight * Share) - slips, IsExact: false);
    }

    // Korean compounds are misspelled as one word, however they are spaced.
    private int Korean(Phrase phrase)
    {
        var allowed = phrase.Letters.Sum(l => l.Length) switch { < 7 => 0, < 10 => 1, _ => 2 };
        for (var first = 0; first < text.Words.Count && allowed > 0; first++)
        {
            var (at, end) = (text.Starts[first], text.Starts[first] + phrase.Joined.Length);
            if (end > text.Joined.Length)
            {
                break;
            }

            if (Hangul.IsSubject(text.Joined[end..text.EndOf(text.WordAt(end - 1))])
                && Slips(phrase, at) is var slips && slips <= allowed)
            {
                return slips;
            }
        }

        return -1;
    }

    private int Slips(Phrase phrase, int at)
    {
        // The short noun at the end says what it is, and differs from others by little.
        var last = phrase.Words[^1].Length;
        var same = phrase.Words.Count > 1 && last <= 2 ? phrase.Joined.Length - last : phrase.Joined.Length;
        var slips = 0;
        for (var i = 0; i < phrase.Joined.Length; i++)
        {
            var slip = text.Joined[at + i] == phrase.Joined[i]
                ? 0
                : EditDistance.Of(_syllables[at + i], phrase.Letters[i], 1);
            if (slip > 1 || (slip > 0 && i >= same))
            {
                return int.MaxValue;
            }

            slips += slip;
        }

        return slips;
    }

    // Each word is measured: a short one has no slips.
    private int English(Phrase phrase)
    {
        for (var from = 0; from + phrase.Letters.Count <= text.Words.Count; from++)
        {
            var slips = 0;
            for (var i = 0; i < phrase.Letters.Count && slips >= 0; i++)
            {
                var found = Slips(from + i, phrase.Letters[i]);
                slips = found < 0 ? -1 : slips + found;
            }

            if (slips >= 0)
            {
                return slips;
            }
        }

        return -1;
    }

    private int Slips(int word, string looked)
    {
        var allowed = looked.Length switch { < 5 => 0, < 9 => 1, _ => 2 };
        var slips = Math.Min(
            EditDistance.Of(_stems[word], looked, allowed), EditDistance.Of(text.Words[word], looked, allowed));
        return slips <= allowed ? slips : -1;
    }
}
