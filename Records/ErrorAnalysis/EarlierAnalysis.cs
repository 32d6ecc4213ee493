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

    /// <summary>
    /// The commit that its first report was of: not the one it looked at where that is not in the branch's history.
    /// </summary>
    public string? ReportedCommit { get; init; }

    /// <summary>
    /// Whether its run was taken away. It says nothing of the error, and nobody looks at it: the next report begins
    /// anew.
    /// </summary>
    public bool IsLost { get; init; }

    public long? MutedAt { get; init; }

    public long? MutedUntil { get; init; }

    public bool IsMerged => PullRequestState == ErrorAnalysis.PullRequestState.Merged;

    /// <summary>Whether a further report belongs to it; if not, it opens another.</summary>
    /// <param name="commit">The commit that the report is of; null if it does not say.</param>
    public bool Takes(string? commit, long now, GroupingTimes times) =>
        (MutedAt is not null && (MutedUntil is null || now < MutedUntil))
        || !AnalysisStore.IsFinal(State)
        || (!IsLost && (IsWithin(FirstSeenAt, times.Window, now) || TakesAfterItsEnd(commit, now, times)));

    private static bool IsWithin(long since, TimeSpan time, long now) => now - since < (long)time.TotalMilliseconds;

    private bool TakesAfterItsEnd(string? commit, long now, GroupingTimes times) =>
        State switch
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
            AnalysisState.Failed or AnalysisState.Canceled or AnalysisState.Expired =>
                !IsOther(commit) && IsWithin(UpdatedAt, times.BrokenOff, now),
            _ => false,
        };

    private bool IsOther(string? commit) => commit is not null && (Commit ?? ReportedCommit) is not null
        && !IsSame(commit, Commit) && !IsSame(commit, ReportedCommit);

    // Reports may name a commit by its beginning.
    private static bool IsSame(string commit, string? known) => known is not null
        && (known.StartsWith(commit, StringComparison.OrdinalIgnoreCase)
            || commit.StartsWith(known, StringComparison.OrdinalIgnoreCase));
}
