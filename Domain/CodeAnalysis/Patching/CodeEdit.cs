namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>
/// Replaces one piece of a file. An empty <paramref name="Before"/> creates a file that does not exist yet.
/// </summary>
/// <param name="Path">Relative path.</param>
/// <param name="Before">Text that must occur exactly once.</param>
/// <param name="After">Text that takes its place.</param>
public sealed record CodeEdit(string Path, string Before, string After);
