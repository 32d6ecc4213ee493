namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>A path of a commit at which no file stands, but the way to one.</summary>
/// <param name="Target">
/// The path within the same commit that a symbolic link leads to, through other links; null if it leads out of it, and
/// for a submodule.
/// </param>
/// <param name="IsSubmodule">Whether another repository belongs there.</param>
public sealed record SourceLink(string Path, string? Target, bool IsSubmodule = false);
