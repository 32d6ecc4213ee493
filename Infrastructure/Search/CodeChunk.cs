namespace OpsFlow.Infrastructure.Search;

/// <summary>A piece of a file.</summary>
internal sealed record CodeChunk(int FirstLine, int LastLine, string Symbol, string Text);
