using System.Text.RegularExpressions;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ChatTurn;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Scenarios.Telemetry;

public sealed partial class AlertTests
{
    private static readonly string s_rules = Path.Combine(Counterparts.RepositoryRoot, "deploy", "alerts.yaml");

    [Theory]
    [InlineData("alerts.yaml")]
    [InlineData("dashboard.json")]
    public void FailureRate_FinalStatesOfEveryPipeline_AreAllCounted(string file)
    {
        // A prescription that was left alone, as it is old, has had no run.
        var final = Names<AnalysisState>(AnalysisStore.IsFinal).Concat(Names<ScanState>(ScanStore.IsFinal))
            .Concat(Names<TurnState>(ChatStore.IsFinal)).Concat(Names<PrescriptionState>(PrescriptionStore.IsFinal))
            .Where(s => s != $"{PrescriptionState.Skipped}").Distinct().Order().ToList();
        var lists = DeployFiles.Queries(file).SelectMany(q => StateList().Matches(q)).ToList();

        Assert.NotEmpty(lists);
        Assert.All(lists, l => Assert.Equal(final, l.Groups[1].Value.Split('|').Order()));
    }

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

    private static IEnumerable<string> Names<T>(Func<T, bool> isFinal)
        where T : struct, Enum => Enum.GetValues<T>().Where(isFinal).Select(s => $"{s}");

    [GeneratedRegex(@"state=~\s*""([^""]*)""")]
    private static partial Regex StateList();
}
