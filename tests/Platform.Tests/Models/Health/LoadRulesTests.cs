using OpsFlow.Platform.Models.Health;

namespace OpsFlow.Platform.Tests.Models.Health;

public sealed class LoadRulesTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(new double[] { }, 50)]
    [InlineData(new double[] { 3 }, 10)]
    [InlineData(new double[] { 20 }, 20)]
    [InlineData(new double[] { 20, 80, 30 }, 80)]
    [InlineData(new double[] { 20, 30, 40, 80 }, 80)]
    [InlineData(new double[] { 20, 30, 40, 80, 180 }, 90)]
    [InlineData(new double[] { 100, 1, 1, 1, 0 }, 90)]
    [InlineData(new double[] { 10, 1, 1, 1, 0, 0 }, 10)]
    public void Add_Samples_KeepsTheMaximumOfFourThenMovesSlowly(double[] samples, double expected)
    {
        var baseline = samples.Aggregate(LatencyBaseline.Assumed, (b, ms) => b.Add(ms));
        Assert.Equal((expected, samples.Length), (Math.Round(baseline.Milliseconds, 6), baseline.Samples));
    }

    [Theory]
    [InlineData(0, ModelLoad.Idle)]
    [InlineData(1, ModelLoad.Normal)]
    [InlineData(2, ModelLoad.Busy)]
    [InlineData(3, ModelLoad.Busy)]
    [InlineData(4, ModelLoad.VeryBusy)]
    [InlineData(40, ModelLoad.VeryBusy)]
    public void OfStatus_ActiveJobs_IsTheBackendsWord(long jobs, ModelLoad expected) =>
        Assert.Equal(expected, LoadRules.OfStatus(jobs));

    [Theory]
    // latency against a baseline of 100, ping, own jobs
    [InlineData(100, null, 0, ModelLoad.Idle)]
    [InlineData(200, null, 0, ModelLoad.Idle)]
    [InlineData(201, null, 0, ModelLoad.Normal)]
    [InlineData(500, null, 0, ModelLoad.Normal)]
    [InlineData(501, null, 0, ModelLoad.Busy)]
    [InlineData(100, 4000.0, 0, ModelLoad.Idle)]
    [InlineData(100, 4001.0, 0, ModelLoad.Busy)]
    [InlineData(100, 8000.0, 0, ModelLoad.Busy)]
    [InlineData(100, 8001.0, 0, ModelLoad.VeryBusy)]
    [InlineData(501, 8001.0, 0, ModelLoad.VeryBusy)]
    [InlineData(501, 100.0, 0, ModelLoad.Busy)]
    // Own jobs raise by one step, from two on, never beyond busy, and never lower.
    [InlineData(100, null, 1, ModelLoad.Idle)]
    [InlineData(100, null, 2, ModelLoad.Normal)]
    [InlineData(201, null, 2, ModelLoad.Busy)]
    [InlineData(501, null, 9, ModelLoad.Busy)]
    [InlineData(100, 9000.0, 9, ModelLoad.VeryBusy)]
    public void OfLatency_Measured_FollowsTheTable(double latency, double? ping, long own, ModelLoad expected) =>
        Assert.Equal(expected, LoadRules.OfLatency(latency, 100, ping, own));

    [Theory]
    // asked, seconds since the last began, since it was measured, latency against a baseline of 100
    [InlineData(true, null, null, 100, true)]
    [InlineData(true, 9.9, 9.0, 100, false)]
    [InlineData(true, 10.0, 9.0, 100, true)]
    [InlineData(false, null, null, 100, false)]
    [InlineData(false, null, null, 300, false)]
    [InlineData(false, null, null, 301, true)]
    [InlineData(false, 31.0, 30.0, 301, false)]
    [InlineData(false, 31.0, 30.1, 301, true)]
    [InlineData(false, 9.0, null, 301, false)]
    public void PingIsDue_AskedOrSlow_FollowsTheTable(
        bool asked, double? started, double? measured, double latency, bool expected) => Assert.Equal(
        expected,
        LoadRules.PingIsDue(asked, s_now, Before(started), Before(measured), latency, 100));

    [Fact]
    public void Of_ModelThatIsDown_HasNoWordAndNoStatusOfBefore()
    {
        var up = ModelHealth.Up("a", null, s_now, 12.34, new(3, 9));
        Assert.Equal((12.3, 3L), (up.LatencyMs, up.Status?.ActiveJobs));
        var down = ModelHealth.Down("a", up, s_now.AddSeconds(30), "away");
        var report = ModelReport.Of(new() { Name = "a" }, down, null, 0, s_now);

        Assert.Null(down.Status);
        Assert.Equal((up.Baseline, s_now.AddSeconds(30)), (down.Baseline, down.ChangedAt));
        Assert.Equal((null, null), (report.Load, report.Source));
        Assert.Equal(s_now.AddSeconds(30), ModelHealth.Down("a", down, s_now.AddSeconds(60), "away").ChangedAt);
    }

    private static DateTimeOffset? Before(double? seconds) => seconds is null ? null : s_now.AddSeconds(-seconds.Value);
}
