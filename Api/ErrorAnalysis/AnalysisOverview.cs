using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>How analyses stand in all.</summary>
/// <param name="States">How many are in each state.</param>
/// <param name="Opened">How many were opened, by hour of the last two weeks that had any.</param>
internal sealed record AnalysisOverview(IReadOnlyDictionary<string, long> States, IEnumerable<HourlyCount> Opened);
