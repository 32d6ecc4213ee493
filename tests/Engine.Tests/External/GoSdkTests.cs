using OpsFlow.Engine.Hosting;

namespace OpsFlow.Engine.Tests.External;

public class GoSdkTests
{
    [GoTheory]
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

        var (exitCode, output) = await Programs.RunAsync(
            Programs.Find(GoTheoryAttribute.Program)!,
            $"-address {server.Address} -scenario {scenario} -count 100 -concurrency 20 -warmup 5 -timeout 180s",
            null,
            TimeSpan.FromMinutes(5));

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"errors\s+0", output);
    }
}
