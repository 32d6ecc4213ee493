namespace OpsFlow.Scenarios.Telemetry;

public sealed class RunbookTests
{
    private static readonly Dictionary<string, string> s_colors = new()
    {
        ["critical"] = "#ff0000", ["warning"] = "#ffa500", ["info"] = "#ffff00",
    };

    [Fact]
    public void Alerts_Each_HasASeverityWithItsColorAndAPageOfTheRunbook()
    {
        var alerts = DeployFiles.Alerts();
        Assert.True(alerts.Count >= 10, $"only {alerts.Count} alerts");
        var pages = new List<string>();
        foreach (var alert in alerts)
        {
            var notes = (IDictionary<object, object>)alert["annotations"];
            var severity = (string)((IDictionary<object, object>)alert["labels"])["severity"];
            Assert.Equal(s_colors[severity], notes["color"]);
            Assert.NotEqual("", notes["summary"]);
            var page = (string)notes["runbook_url"];
            pages.Add(Path.GetFileName(page));
            var file = Path.Combine(Counterparts.RepositoryRoot, page);
            Assert.True(File.Exists(file), $"{alert["alert"]} has no page {page}");
            Assert.StartsWith($"# {alert["alert"]}\n", File.ReadAllText(file), StringComparison.Ordinal);
        }

        // No page is left of an alert that is gone.
        var there = Directory.GetFiles(Path.Combine(Counterparts.RepositoryRoot, "docs", "runbook"), "*.md")
            .Select(Path.GetFileName).Where(f => f != "README.md");
        Assert.Equal(pages.Distinct().Order(), there.Order());
    }
}
