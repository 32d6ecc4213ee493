namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>A label laid out: the bytes for the printer and the picture are made of it.</summary>
/// <param name="Columns">The width in cells of half a Hangul syllable.</param>
/// <param name="Replaced">Characters that the printer does not have, as they were.</param>
public sealed record LabelPage(int Columns, IReadOnlyList<LabelLine> Lines, IReadOnlyList<string> Replaced);
