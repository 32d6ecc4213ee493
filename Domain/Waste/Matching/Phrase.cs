namespace OpsFlow.Domain.Waste.Matching;

/// <summary>A word or some words that stand for something, ready to be looked for.</summary>
internal sealed class Phrase
{
    public Phrase(string text, IReadOnlyList<IReadOnlyList<string>> spellings)
    {
        var folded = WasteText.Of(text, spellings);
        Text = text;
        Joined = folded.Joined;
        IsKorean = Hangul.Has(Joined);
        Words = IsKorean ? folded.Words : [.. folded.Words.Select(EnglishWords.Stem)];
        Stems = string.Concat(Words);
        Letters = IsKorean ? [.. Joined.Select(c => Hangul.Letters(c.ToString()))] : Words;
    }

    public string Text { get; }

    public string Joined { get; }

    public bool IsKorean { get; }

    public IReadOnlyList<string> Words { get; }

    public string Stems { get; }

    /// <summary>How much it says when it is there: a Korean letter says as much as two others.</summary>
    public double Weight => Joined.Length * (IsKorean ? 10 : 5);

    /// <summary>What a misspelling is measured by: the letters of each syllable in Korean, else the words.</summary>
    public IReadOnlyList<string> Letters { get; }
}
