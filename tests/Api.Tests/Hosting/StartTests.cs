using System.Net;
using System.Text.RegularExpressions;

namespace OpsFlow.Api.Tests.Hosting;

/// <summary>What the program says and does when it starts.</summary>
[Collection(AppFixture.Name)]
public sealed partial class StartTests(AppFixture fixture)
{
    [Fact]
    public async Task Start_FaultySettings_ExitsWith2AndNamesThemAll()
    {
        using var data = new TempFolder();
        await using var app = AppProcess.Launch(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_PORT"] = "70000",
            ["OPSFLOW_TEMPORAL_PORT"] = "x",
            ["OPSFLOW_REMINDER_AFTER"] = "4",
            ["OPSFLOW_LLM_PRICE"] = "abc",
            ["OPSFLOW_ACTIVITY_SLOTS"] = "999",
            ["OPSFLOW_WORKERS"] = "perhaps",
            ["OPSFLOW_WEBHOOK_RATE"] = "-1",
            ["OPSFLOW_QDRANT_URL"] = "nowhere",
            ["OPSFLOW_SLACK_API_URL"] = "slack",
            ["OPSFLOW_TEMPORAL_METRICS"] = "127.0.0.1:9464",
            ["OPSFLOW_LOG_FORMAT"] = "xml",
            ["OPSFLOW_HOST"] = "0.0.0.0",
            ["OPSFLOW_ADMIN_KEY"] = "short",
        });

        Assert.Equal(2, await app.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        var output = string.Join('\n', app.Output);
        foreach (var name in new[]
        {
            "ADMIN_KEY", "PORT", "TEMPORAL_PORT", "REMINDER_AFTER", "LLM_PRICE", "ACTIVITY_SLOTS", "WORKERS",
            "WEBHOOK_RATE", "QDRANT_URL", "SLACK_API_URL", "TEMPORAL_METRICS", "LOG_FORMAT",
        })
        {
            Assert.Contains($"  OPSFLOW_{name} ", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("OPSFLOW_HOST", "0.0.0.0", "OPSFLOW_ADMIN_KEY")]
    [InlineData("OPSFLOW_HOST", "no host", "OPSFLOW_HOST")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OPSFLOW_TRUSTED_PROXIES", "10.0.0.0/8,elsewhere", "elsewhere")]
    public async Task Start_SettingThatCannotBe_ExitsWith2(string name, string value, string named)
    {
        using var data = new TempFolder();
        await using var app = AppProcess.Launch(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_ADMIN_KEY"] = "short",
            [name] = value,
        });

        Assert.Equal(2, await app.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains(app.Output, l => l.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_UnknownArgument_ExitsWith2()
    {
        using var data = new TempFolder();
        await using var app = AppProcess.Launch(data.Path, null, "--prot", "1");
        Assert.Equal(2, await app.WaitForExitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Start_TemporalPortZero_TakesAnyPortAndTellsIt()
    {
        // The fixture's program was told to take any port.
        var app = fixture.App;
        using var ready = await app.Http.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.True(await app.WaitForAsync("Temporal (embedded)", TimeSpan.FromMinutes(1)));
        Assert.Matches(EmbeddedPort(), string.Join('\n', app.Output));
    }

    [GeneratedRegex("embedded\\) on 127\\.0\\.0\\.1:[1-9][0-9]+")]
    private static partial Regex EmbeddedPort();
}
