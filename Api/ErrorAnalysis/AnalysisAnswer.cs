namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What became of a request that changes an analysis.</summary>
/// <param name="AnalysisId">The analysis; null if none was meant.</param>
internal sealed record AnalysisAnswer(string Status, string? AnalysisId = null);
