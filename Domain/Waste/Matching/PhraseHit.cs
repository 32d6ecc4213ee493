namespace OpsFlow.Domain.Waste.Matching;

/// <summary>A phrase found in a text.</summary>
/// <param name="Score">How much it says of what the text is about.</param>
/// <param name="IsExact">Whether it is there as it is written.</param>
internal sealed record PhraseHit(Phrase Phrase, double Score, bool IsExact = true);
