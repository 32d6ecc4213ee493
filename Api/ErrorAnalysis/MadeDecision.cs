namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What a person decided on a fix.</summary>
/// <param name="Kind">Approve or Reject.</param>
/// <param name="ById">Who, by an id that stays when a name changes; null in decisions of before.</param>
internal sealed record MadeDecision(
    string Kind, string By, string? ById, string Via, string? Reason, DateTimeOffset At);
