using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>The analysis that an error has already. Times are Unix milliseconds.</summary>
internal sealed record EarlierAnalysis
{
    public AnalysisState State { get; init; }

    /// <summary>When the report came that opened it.</summary>
    public long FirstSeenAt { get; init; }

    public long UpdatedAt { get; init; }

    public string? PullRequestUrl { get; init; }

    public PullRequestState? PullRequestState { get; init; }

    public long? PullRequestAt { get; init; }

    /// <summary>The commit that it looked at.</summary>
    public string? Commit { get; init; }

    public long? MutedAt { get; init; }

    public long? MutedUntil { get; init; }

    public bool IsMerged => PullRequestState == ErrorAnalysis.PullRequestState.Merged;

    /// <summary>Whether a further report belongs to it; if not, it opens another.</summary>
    /// <param name="commit">The commit that the report is of; null if it does not say.</param>
    public bool Takes(string? commit, long now, GroupingTimes times) =>
        (MutedAt is not null && (MutedUntil is null || now < MutedUntil))
        || !AnalysisStore.IsFinal(State)
        || IsWithin(FirstSeenAt, times.Window, now)
        || State switch
        {
            AnalysisState.Published => IsWithin(
                PullRequestAt ?? UpdatedAt,
                PullRequestState switch
                {
                    ErrorAnalysis.PullRequestState.Merged => times.MergeGrace,
                    ErrorAnalysis.PullRequestState.Closed => times.CloseGrace,
                    _ => PullRequestUrl is null ? times.MergeGrace : times.OpenLimit,
                },
                now),
            AnalysisState.Rejected or AnalysisState.NoFix =>
                !IsOther(commit) && IsWithin(UpdatedAt, times.CoolDown, now),
            _ => false,
        };

    private static bool IsWithin(long since, TimeSpan time, long now) => now - since < (long)time.TotalMilliseconds;

    // Reports may name a commit by its beginning.
    private bool IsOther(string? commit) => commit is not null && Commit is not null
        && !Commit.StartsWith(commit, StringComparison.OrdinalIgnoreCase)
        && !commit.StartsWith(Commit, StringComparison.OrdinalIgnoreCase);
}
