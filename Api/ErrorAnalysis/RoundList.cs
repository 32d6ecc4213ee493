namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>The rounds of an analysis, the earliest first.</summary>
internal sealed record RoundList(IEnumerable<RoundView> Items);
