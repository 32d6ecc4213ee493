namespace OpsFlow.Domain.CodeAnalysis.Search;

/// <summary>A piece of code that a search found.</summary>
/// <param name="Path">Relative path.</param>
/// <param name="FirstLine">First line, from 1.</param>
/// <param name="Symbol">Qualified name of the function or class, or empty.</param>
/// <param name="Text">The code.</param>
/// <param name="Score">Rank value; comparable within one answer only.</param>
public sealed record CodeHit(string Path, int FirstLine, int LastLine, string Symbol, string Text, double Score);
