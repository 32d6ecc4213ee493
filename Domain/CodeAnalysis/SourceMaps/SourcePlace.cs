namespace OpsFlow.Domain.CodeAnalysis.SourceMaps;

/// <summary>Where a built script's place comes from.</summary>
/// <param name="Source">The source as the map names it, with what it is relative to.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record SourcePlace(string Source, int Line, int Column);
