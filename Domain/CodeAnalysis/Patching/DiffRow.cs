namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>A line of a side-by-side diff.</summary>
/// <param name="OldLine">Its number before the change; null if it is new.</param>
/// <param name="OldText">What it was.</param>
/// <param name="NewLine">Its number after the change; null if it is removed.</param>
/// <param name="NewText">What it is.</param>
public sealed record DiffRow(int? OldLine, string? OldText, int? NewLine, string? NewText);
