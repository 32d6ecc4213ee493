namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What became of a decision.</summary>
internal enum DecisionOutcome
{
    Accepted,
    NotFound,
    NotWaiting,
    Refused,
}
