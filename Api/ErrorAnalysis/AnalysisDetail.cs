using System.Text.Json.Nodes;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>An analysis with its report, result and patch.</summary>
/// <param name="Report">As it was stored.</param>
/// <param name="SourceUrl">What a path is put behind to show it at the base commit; null where unknown.</param>
/// <param name="PreviousId">The analysis of the same error before this one; null for the first.</param>
/// <param name="IsRegression">Whether the error came back after the fix of that one was merged.</param>
/// <param name="PatchHash">What a decision has to name.</param>
internal sealed record AnalysisDetail(
    string Id,
    string WorkflowId,
    string? RunId,
    string Server,
    AnalysisState State,
    bool IsFinal,
    long Round,
    string ErrorType,
    string Message,
    JsonNode? Report,
    string Fingerprint,
    long Occurrences,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset UpdatedAt,
    string? BaseBranch,
    string? BaseCommit,
    string? SourceUrl,
    AnalysisResult? Result,
    Patch? Patch,
    string? PatchHash,
    VerificationResult? Verification,
    string? Detail,
    MadeDecision? Decision,
    string? FixBranch,
    string? FixCommit,
    string? PullRequestUrl,
    PullRequestState? PullRequestState,
    string? PreviousId,
    bool IsRegression,
    MuteView? Muted);
