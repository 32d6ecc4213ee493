namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>A round of a run, which may not be the current one.</summary>
/// <param name="StartedAt">When its first part was written, in Unix milliseconds.</param>
public sealed record PastRound(string RunId, long Round, long StartedAt, AnalysisRound Made);
