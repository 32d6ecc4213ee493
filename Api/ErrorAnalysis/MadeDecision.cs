namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What a person decided on a fix.</summary>
/// <param name="Kind">Approve or Reject.</param>
internal sealed record MadeDecision(string Kind, string By, string Via, string? Reason, DateTimeOffset At);
