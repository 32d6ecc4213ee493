namespace OpsFlow.Scenarios.Telemetry;

public sealed class AlertTests
{
    private static readonly string s_rules = Path.Combine(Counterparts.RepositoryRoot, "deploy", "alerts.yaml");

    [RequiresFact("promtool")]
    public async Task Alerts_ByPromtool_AreValid()
    {
        var (exitCode, output, error) = await Tool.TryRunAsync("promtool", ["check", "rules", s_rules]);
        Assert.True(exitCode == 0, error + output);
    }

    [RequiresFact("promtool")]
    public async Task Alerts_OnMadeUpSeries_FireWhenTheyMust()
    {
        using var folder = new TempFolder();
        folder.Write("alerts.yaml", await File.ReadAllTextAsync(s_rules));
        folder.Write("tests.yaml", await File.ReadAllTextAsync(Path.Combine(
            Counterparts.RepositoryRoot, "tests", "Scenarios", "Telemetry", "alerts.tests.yaml")));
        var (exitCode, output, error) = await Tool.TryRunAsync(
            "promtool", ["test", "rules", Path.Combine(folder.Path, "tests.yaml")]);
        Assert.True(exitCode == 0, error + output);
    }
}
