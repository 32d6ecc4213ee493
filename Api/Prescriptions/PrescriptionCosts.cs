namespace OpsFlow.Api.Prescriptions;

/// <summary>What explanations cost, and what they would have cost with the default model.</summary>
/// <param name="Saving">The part that was saved, 0 to 1; null when it cannot be told.</param>
internal sealed record PrescriptionCosts(
    string Use, long Calls, long InputTokens, long OutputTokens, decimal Amount, string? DefaultModel,
    decimal? DefaultAmount, decimal? Saving);
