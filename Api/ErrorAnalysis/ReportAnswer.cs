namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What became of a report.</summary>
/// <param name="Status"><c>received</c>, <c>deduplicated</c>, or <c>ignored</c> when no server is meant.</param>
/// <param name="AnalysisId">The analysis that the report belongs to.</param>
/// <param name="Occurrences">How often the error occurred so far.</param>
internal sealed record ReportAnswer(string Status, string? AnalysisId = null, long? Occurrences = null);
