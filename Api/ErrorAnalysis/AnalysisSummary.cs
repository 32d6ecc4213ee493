using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>An analysis as lists show it.</summary>
/// <param name="OccurrencesByHour">Of the last 24 hours, the oldest first.</param>
internal sealed record AnalysisSummary(
    string Id,
    string Server,
    AnalysisState State,
    string ErrorType,
    string Message,
    long Occurrences,
    IReadOnlyList<long> OccurrencesByHour,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset UpdatedAt,
    string? Detail,
    string? DecidedBy,
    string? DecidedById,
    string? FixBranch,
    string? PullRequestUrl,
    PullRequestState? PullRequestState);
