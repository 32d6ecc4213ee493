using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What a round of a run came to.</summary>
internal sealed record RoundView(
    string RunId,
    long Round,
    DateTimeOffset StartedAt,
    string? BaseCommit,
    string? RootCause,
    string? PatchHash,
    VerificationOutcome? Verification,
    MadeDecision? Decision,
    string? FixBranch,
    string? PullRequestUrl)
{
    public static RoundView Of(PastRound past) => new(
        past.RunId,
        past.Round,
        DateTimeOffset.FromUnixTimeMilliseconds(past.StartedAt),
        past.Made.Base?.Commit,
        past.Made.Result?.RootCause,
        past.Made.Prepared?.Hash,
        past.Made.Prepared?.Verification?.Outcome,
        AnalysisView.DecisionOf(past.Made),
        past.Made.Publication?.Branch,
        past.Made.Publication?.PullRequestUrl);
}
