namespace OpsFlow.Domain.CodeAnalysis.Search;

/// <summary>A piece of a file.</summary>
public sealed record CodeChunk(int FirstLine, int LastLine, string Symbol, string Text);
