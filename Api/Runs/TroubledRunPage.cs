namespace OpsFlow.Api.Runs;

/// <summary>A page of runs.</summary>
/// <param name="Next">The cursor of the next page; null at the end.</param>
internal sealed record TroubledRunPage(IEnumerable<TroubledRunView> Runs, string? Next);
