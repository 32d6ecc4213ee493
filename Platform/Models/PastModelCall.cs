namespace OpsFlow.Platform.Models;

/// <summary>A call of a model as the ledger keeps it.</summary>
/// <param name="EndedAt">Null while it is under way.</param>
/// <param name="Detail">What went wrong; null if nothing did.</param>
/// <param name="Amount">What it cost; null while it is under way.</param>
public sealed record PastModelCall(
    string? RunId,
    string Use,
    string Model,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    CallOutcome Outcome,
    string? Detail,
    long? InputTokens,
    long? OutputTokens,
    decimal? Amount);
