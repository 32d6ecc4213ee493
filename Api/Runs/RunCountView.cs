namespace OpsFlow.Api.Runs;

/// <summary>How many runs of a pipeline are at work, failed or parked.</summary>
internal sealed record RunCountView(string Pipeline, long Running, long Failed, long Parked);
