namespace OpsFlow.Api.Runs;

/// <summary>Every pipeline's.</summary>
internal sealed record RunCountList(IEnumerable<RunCountView> Items);
