namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Lines of a file that change, with those around them.</summary>
/// <param name="Heading">What git says of the place, such as the function's head; may be empty.</param>
public sealed record DiffHunk(string Heading, IReadOnlyList<DiffRow> Rows);
