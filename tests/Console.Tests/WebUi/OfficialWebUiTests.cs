using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OpsFlow.Console.Tests.WebUi;

/// <summary>The demonstration on the official dev server: looked at in the official Web UI, and replayed.</summary>
public sealed class OfficialWebUiTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [RequiresFact(Counterparts.OfficialServer, Counterparts.Browser)]
    public async Task Demo_OnTheOfficialServer_IsShownByItsWebUiAndItsHistoryReplays()
    {
        using var folder = new TempFolder();
        using var data = new TempFolder();
        await using var server = await OfficialServer.StartAsync(folder.Path, ui: true);
        var settings = new Dictionary<string, string> { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{server.Port}" };
        await using (var demo = AppProcess.LaunchDemo(data.Path, settings))
        {
            var exitCode = await demo.WaitForExitAsync(TimeSpan.FromMinutes(10));
            output.WriteLine(string.Join('\n', demo.Output));
            Assert.Equal(0, exitCode);
        }

        // The demonstration ends with the push; the run's last message follows when the program runs again.
        await using var app = await AppProcess.StartAsync(data.Path, settings);
        var list = await app.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
        var id = Assert.Single(list!["items"]!.AsArray())!["id"]!.ToString();
        await app.CompletedHistoryAsync(id);
        var (waiting, done) = (await TestScans.AskingAsync(app.Http), await TestScans.DoneAsync(app.Http));
        await LookAsync(
            new Uri($"http://127.0.0.1:{server.UiPort}"),
            ($"error-analysis-{id}", "Completed", "Published"), ($"scan-{done}", "Completed", "Done"),
            ($"scan-{waiting}", "Running", "NeedsInput"));

        var history = await app.Http.GetStringAsync($"api/v1/analyses/{id}/history");
        var good = await ReplayAsync(folder, history);
        Assert.True(good.ExitCode == 0, good.Said);

        var changed = JsonNode.Parse(history)!;
        var scheduled = changed["events"]!.AsArray().First(
            e => e!["activityTaskScheduledEventAttributes"]?["activityType"]?["name"]?.ToString() == "Index")!;
        scheduled["activityTaskScheduledEventAttributes"]!["activityType"]!["name"] = "Reindex";
        var bad = await ReplayAsync(folder, changed.ToJsonString());
        output.WriteLine(bad.Said);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("Nondeterminism", bad.Said, StringComparison.Ordinal);
        Assert.Contains("Reindex", bad.Said, StringComparison.Ordinal);
        Assert.Contains("Index", bad.Said.Replace("Reindex", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Said)> ReplayAsync(TempFolder folder, string history)
    {
        var file = folder.Write("history.json", history);
        var (exitCode, output, error) = await Tool.TryRunAsync(
            "dotnet", [Counterparts.Built("OpsFlow.Worker"), "replay", file], folder.Path);
        return (exitCode, output + error);
    }

    // Each run with its status, its events, and the state that it keeps as a search attribute.
    private static async Task LookAsync(Uri ui, params (string Workflow, string Status, string State)[] runs)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Counterparts.Chromium,
            Timeout = (float)Patience.TotalMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = 1400, Height = 1100 },
        });
        page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        foreach (var (workflow, status, state) in runs)
        {
            await page.GotoAsync($"{ui}namespaces/default/workflows");
            await page.Locator($"a[href*='{workflow}']:visible").First.ClickAsync();
            // The page also holds texts that are not shown.
            await page.Locator("h1:visible", new() { HasText = workflow }).First.WaitForAsync();
            await SeesAsync(page, status);
            await SeesAsync(page, status == "Running" ? "Workflow Execution Started" : "Workflow Execution Completed");
            await TakeAsync(page, state);
            await page.Locator("a[href$='/search-attributes']:visible").First.ClickAsync();
            await page.GetByText("OpsFlowState").Locator("visible=true").First.WaitForAsync();
            await page.GetByText(state).Locator("visible=true").First.WaitForAsync();
            await TakeAsync(page, $"{state}-attributes");
        }
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OPSFLOW_SCREENSHOTS") is { Length: > 0 } shots)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(
                    Counterparts.RepositoryRoot, shots, $"official-web-ui-{name}.png".ToLowerInvariant()),
            });
        }
    }

    private static Task SeesAsync(IPage page, string text) => page.Locator(
        ":visible", new() { HasTextRegex = new Regex($"^\\s*{text}\\s*$") }).First.WaitForAsync();
}
