namespace OpsFlow.Domain.Waste.Matching;

/// <summary>The vessel or the part that a text ends in, which is what it speaks of: the box of a fridge box.</summary>
/// <param name="At">Where it begins: in the joined text for Korean, else the word.</param>
/// <param name="Noun">The noun.</param>
internal sealed record LastNoun(int At, string Noun);
