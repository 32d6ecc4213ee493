namespace OpsFlow.Domain.Waste.Matching;

/// <summary>A phrase found in a text.</summary>
/// <param name="Score">How much it says of what the text is about.</param>
/// <param name="IsExact">Whether it is there as it is written.</param>
/// <param name="IsContained">Whether it only names what is, or was, in the thing or around it.</param>
/// <param name="OtherMaterial">The word that says that it is made of something else; null for none.</param>
internal sealed record PhraseHit(
    Phrase Phrase, double Score, bool IsExact = true, bool IsContained = false, string? OtherMaterial = null);
