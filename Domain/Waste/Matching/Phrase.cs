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
        // Korean compounds are misspelt as one word.
        Letters = IsKorean ? [Hangul.Letters(Joined)] : Words;
    }

    public string Text { get; }

    public string Joined { get; }

    public bool IsKorean { get; }

    public IReadOnlyList<string> Words { get; }

    public string Stems { get; }

    /// <summary>What a misspelling is measured by.</summary>
    public IReadOnlyList<string> Letters { get; }
}
