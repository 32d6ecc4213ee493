namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>Names one round of one run of an analysis.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="RunId">The workflow run that makes the round.</param>
/// <param name="Round">From 1; more when the base moved.</param>
public readonly record struct RoundKey(string AnalysisId, string RunId, int Round);
