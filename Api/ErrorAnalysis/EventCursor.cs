namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>The number of the last event of a stream.</summary>
internal sealed record EventCursor(long Seq);
