using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>A change of state. A repeat of the same state in the same round of the same run is the same change.</summary>
/// <param name="Round">The round.</param>
/// <param name="State">The new state.</param>
/// <param name="Detail">The reason, branch or such.</param>
/// <param name="Decision">The decision that led to it, if any.</param>
/// <param name="RunStartedAt">
/// When the run began, in Unix milliseconds: a change of a run that began before the one on record has no effect. Null is
/// not checked.
/// </param>
public sealed record StateChange(
    RoundKey Round,
    AnalysisState State,
    string? Detail,
    Decision? Decision = null,
    long? RunStartedAt = null);
