using OpsFlow.Platform.Runs;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What became of a report.</summary>
/// <param name="AnalysisId">The analysis that it belongs to.</param>
/// <param name="IsNew">Whether it opened the analysis; false if it was counted on one that is open.</param>
/// <param name="Occurrences">How often the error occurred so far.</param>
/// <param name="State">The analysis' state.</param>
public sealed record AcceptedReport(string AnalysisId, bool IsNew, long Occurrences, AnalysisState State)
{
    /// <summary>The start that was committed with a new analysis; null for a repeat.</summary>
    public RunStart? Start { get; init; }
}
