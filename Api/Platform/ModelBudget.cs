namespace OpsFlow.Api.Platform;

/// <summary>What a use of models may cost a day.</summary>
/// <param name="Spent">What it spent and reserved today (UTC).</param>
/// <param name="Limit">The most that it may; null is no limit.</param>
internal sealed record ModelBudget(string Use, decimal Spent, decimal? Limit);
