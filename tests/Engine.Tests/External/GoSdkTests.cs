namespace OpsFlow.Engine.Tests.External;

[Collection(nameof(AloneCollection))]
public class GoSdkTests
{
    private const string Program = "gobench";

    [RequiresTheory(Program)]
    [InlineData("noop")]
    [InlineData("one-activity")]
    [InlineData("ten-activities")]
    [InlineData("timer")]
    [InlineData("signal-wait")]
    [InlineData("child")]
    [InlineData("update")]
    [InlineData("hold")]
    public async Task GoSdk_Scenario_EndsWithoutErrors(string scenario)
    {
        await using var server = await EngineHost.StartAsync(new EngineOptions());

        var (exitCode, output, error) = await Tool.TryRunAsync(
            Counterparts.Program(Program)!,
            [
                "-address", server.Address, "-scenario", scenario, "-count", "100", "-concurrency", "20", "-warmup",
                "5",
                "-timeout", "180s",
            ]);

        Assert.True(exitCode == 0, output + error);
        Assert.Matches(@"errors\s+0", output + error);
    }
}
