namespace OpsFlow.Api.Tests.Demo;

/// <summary>The demonstration of a scan, as a person repeats it on the same data.</summary>
public sealed class ScanDemoTests
{
    [Fact]
    public async Task Demo_Twice_BringsOneRewardAndThenNothingNew()
    {
        using var data = new TempFolder();

        var first = await RunAsync(data.Path);
        Assert.DoesNotContain(first, l => l.Contains("nothing new", StringComparison.Ordinal));
        Assert.Contains(first, l => l.Contains("10 points, scans: 1", StringComparison.Ordinal));

        var second = await RunAsync(data.Path);
        Assert.Contains(second, l => l.Contains("nothing new", StringComparison.Ordinal));
        Assert.Contains(second, l => l.Contains("10 points, scans: 1", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyCollection<string>> RunAsync(string data)
    {
        await using var demo = AppProcess.LaunchDemo(data, name: "scan");
        var exitCode = await demo.WaitForExitAsync(TimeSpan.FromMinutes(5));
        Assert.True(exitCode == 0, string.Join('\n', demo.Output));
        return demo.Output;
    }
}
