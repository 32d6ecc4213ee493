namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>A changed file of a diff.</summary>
/// <param name="Path">Its path after the change, or before it if it is removed.</param>
/// <param name="Added">The number of new lines.</param>
/// <param name="Removed">The number of lines that go.</param>
public sealed record DiffFile(string Path, int Added, int Removed, IReadOnlyList<DiffHunk> Hunks);
