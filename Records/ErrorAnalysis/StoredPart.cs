namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>A row of <c>analysis_rounds</c>.</summary>
internal sealed record StoredPart
{
    public string AnalysisId { get; init; } = "";

    public string RunId { get; init; } = "";

    public long Round { get; init; }

    public string Part { get; init; } = "";

    public string Data { get; init; } = "";

    public long CreatedAt { get; init; }
}
