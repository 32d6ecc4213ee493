namespace OpsFlow.Platform.Models;

/// <summary>What calls of models were made and cost.</summary>
/// <param name="Key">The use, the day or the model.</param>
/// <param name="Open">Calls under way.</param>
/// <param name="Uncounted">Calls without a report of their tokens; they count with what was reserved, or
/// estimated where they were stopped.</param>
/// <param name="Amount">The cost of all that ended.</param>
/// <param name="UncountedAmount">The part of it that was not reported but reserved or estimated.</param>
/// <param name="Reserved">What the calls under way may cost.</param>
public sealed record ModelCosts(
    string Key,
    long Calls,
    long Open,
    long Uncounted,
    long InputTokens,
    long CachedTokens,
    long OutputTokens,
    decimal Amount,
    decimal UncountedAmount,
    decimal Reserved);
