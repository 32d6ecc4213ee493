using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>A change of state.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="Key">The same for a repeat of the same change, different for every other.</param>
/// <param name="State">The new state's name.</param>
/// <param name="Round">The round.</param>
/// <param name="Detail">The reason, branch or such.</param>
/// <param name="Decision">Approve or Reject, if a decision led to it.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedVia">How.</param>
public sealed record StateChange(
    string AnalysisId,
    string Key,
    string State,
    int Round,
    string? Detail,
    string? Decision = null,
    string? DecidedBy = null,
    string? DecidedVia = null);
