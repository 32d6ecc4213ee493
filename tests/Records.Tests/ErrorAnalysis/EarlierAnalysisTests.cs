using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

/// <summary>How long reports of an error belong to an analysis that is over.</summary>
public sealed class EarlierAnalysisTests
{
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly GroupingTimes s_times = new();

    [Theory]
    [InlineData(AnalysisState.AwaitingApproval, 90 * Day, true)]
    [InlineData(AnalysisState.Failed, Minute / 2, true)]
    [InlineData(AnalysisState.Failed, 14 * Minute, true)]
    [InlineData(AnalysisState.Failed, 16 * Minute, false)]
    [InlineData(AnalysisState.Expired, 14 * Minute, true)]
    [InlineData(AnalysisState.Expired, 16 * Minute, false)]
    [InlineData(AnalysisState.Canceled, 14 * Minute, true)]
    [InlineData(AnalysisState.Canceled, 16 * Minute, false)]
    [InlineData(AnalysisState.Rejected, 2 * Minute, true)]
    [InlineData(AnalysisState.NoFix, Day - Minute, true)]
    [InlineData(AnalysisState.NoFix, Day + Minute, false)]
    [InlineData(AnalysisState.Rejected, Day + Minute, false)]
    [InlineData(AnalysisState.Published, Day - Minute, true)]
    [InlineData(AnalysisState.Published, Day + Minute, false)]
    public void Takes_AfterTheState_ForItsTime(AnalysisState state, long after, bool expected) =>
        Assert.Equal(expected, new EarlierAnalysis { State = state }.Takes(null, after, s_times));

    [Theory]
    [InlineData(PullRequestState.Open, 20 * Day, true)]
    [InlineData(PullRequestState.Open, 31 * Day, false)]
    [InlineData(PullRequestState.Merged, Day - Minute, true)]
    [InlineData(PullRequestState.Merged, Day + Minute, false)]
    [InlineData(PullRequestState.Closed, 30 * Minute, true)]
    [InlineData(PullRequestState.Closed, 61 * Minute, false)]
    public void Takes_WithAPullRequest_GoesByWhatBecameOfIt(PullRequestState state, long after, bool expected)
    {
        var earlier = new EarlierAnalysis
        {
            State = AnalysisState.Published,
            PullRequestUrl = "https://github.com/t/w/pull/1",
            PullRequestState = state,
            UpdatedAt = 5 * Day,
            PullRequestAt = 10 * Day,
        };
        Assert.Equal(expected, earlier.Takes(null, (10 * Day) + after, s_times));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("0123456", true)]
    [InlineData(Commit, true)]
    [InlineData("ffffffff", false)]
    public void Takes_AnotherCommit_EndsTheCoolDown(string? commit, bool expected)
    {
        foreach (var state in new[] { AnalysisState.Rejected, AnalysisState.NoFix, AnalysisState.Failed })
        {
            Assert.Equal(
                expected, new EarlierAnalysis { State = state, Commit = Commit }.Takes(commit, 2 * Minute, s_times));
            // The branch's head was looked at: the reported commit is not in its history.
            var elsewhere = new EarlierAnalysis { State = state, Commit = "99999999", ReportedCommit = Commit };
            Assert.Equal(expected, elsewhere.Takes(commit, 2 * Minute, s_times));
            Assert.True(elsewhere.Takes("99999999", 2 * Minute, s_times));
        }
    }

    [Fact]
    public void Takes_RunWasTakenAway_NothingFromThenOn()
    {
        var lost = new EarlierAnalysis { State = AnalysisState.Failed, IsLost = true };
        Assert.False(lost.Takes(null, 1, s_times));
        Assert.False((lost with { Commit = Commit }).Takes(Commit, 2 * Minute, s_times));
        Assert.True((lost with { IsLost = false }).Takes(null, 1, s_times));
    }

    [Fact]
    public void Takes_Muted_UntilThatEnds()
    {
        var muted = new EarlierAnalysis { State = AnalysisState.Failed, MutedAt = 1 };
        Assert.True(muted.Takes("ffffffff", 900 * Day, s_times));
        Assert.True((muted with { MutedUntil = 2 * Day }).Takes(null, Day, s_times));
        Assert.False((muted with { MutedUntil = 2 * Day }).Takes(null, 3 * Day, s_times));
        Assert.True((muted with { IsLost = true }).Takes(null, Day, s_times));
    }
}
