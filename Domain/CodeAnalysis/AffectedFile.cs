namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>A suspect file.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="Score">Relative weight, 1 for the most suspect.</param>
/// <param name="Reasons">Why it is suspected.</param>
/// <param name="Methods">Suspect methods in it, most suspect first.</param>
public sealed record AffectedFile(
    string Path,
    double Score,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Methods);
