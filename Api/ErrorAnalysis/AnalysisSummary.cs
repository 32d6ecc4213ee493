using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>An analysis as lists show it.</summary>
internal sealed record AnalysisSummary(
    string Id,
    string Server,
    AnalysisState State,
    string ErrorType,
    string Message,
    long Occurrences,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset UpdatedAt,
    string? Detail,
    string? DecidedBy,
    string? FixBranch,
    string? PullRequestUrl,
    PullRequestState? PullRequestState);
