namespace OpsFlow.Engine.Tests.Cli;

/// <summary>The official CLI sees the same of this server as of the official one.</summary>
public sealed class CliTests(CliComparison comparison, ITestOutputHelper output) : IClassFixture<CliComparison>
{
    public static TheoryData<string> Names => [.. CliCommand.All.Select(c => c.Name)];

    [RequiresTheory(Counterparts.OfficialServer)]
    [MemberData(nameof(Names))]
    public void Command_OnBothServers_ShowsTheSame(string name)
    {
        var ours = comparison.Ours[name];
        var official = comparison.Official[name];
        output.WriteLine($"ours ({ours.ExitCode}):\n{ours.Output}{ours.Error}");
        output.WriteLine($"official ({official.ExitCode}):\n{official.Output}{official.Error}");

        var known = CliDifferences.Of(name);
        var differences = CliDifferences.Between(ours, official).Where(d => !known.Covers(d)).ToList();

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
