using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What happened to an analysis, and how often its error did.</summary>
/// <param name="Occurrences">By hour, the oldest first.</param>
internal sealed record AnalysisTimeline(IEnumerable<TimelineEntry> Entries, IEnumerable<HourlyCount> Occurrences);
