namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>A page of analyses, the newest first.</summary>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
internal sealed record AnalysisPage(IEnumerable<AnalysisSummary> Items, string? NextCursor);
