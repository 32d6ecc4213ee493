using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OpsFlow.Api.Tests;
using Xunit.Abstractions;

namespace OpsFlow.Console.Tests.WebUi;

/// <summary>The demonstration on the official dev server, looked at in the official Web UI.</summary>
public sealed class OfficialWebUiTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [OfficialServerFact]
    public async Task Demo_OnTheOfficialServer_ShowsItsHistoryInTheOfficialWebUi()
    {
        using var folder = new TemporaryFolder();
        using var data = new TemporaryFolder();
        var (port, uiPort) = (FreePort.Next(), FreePort.Next());
        using var server = Process.Start(new ProcessStartInfo(
            OfficialServerFactAttribute.Program,
            ["server", "start-dev", "--ip", "127.0.0.1", "--port", $"{port}", "--ui-port", $"{uiPort}",
                "--db-filename", Path.Combine(folder.Path, "official.db"), "--log-level", "never"]))!;
        try
        {
            await UntilItListensAsync(port);
            await UntilItListensAsync(uiPort);
            var settings = new Dictionary<string, string> { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}" };
            await using (var demo = AppProcess.LaunchDemo(data.Path, settings))
            {
                var exitCode = await demo.WaitForExitAsync(TimeSpan.FromMinutes(10));
                output.WriteLine(string.Join('\n', demo.Output));
                Assert.Equal(0, exitCode);
            }

            // The demonstration ends with the push; the run's last message follows when the program runs again.
            await using var app = await AppProcess.StartAsync(data.Path, settings);
            var list = await app.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
            await app.CompletedHistoryAsync(Assert.Single(list!["items"]!.AsArray())!["id"]!.ToString());
            await LookAsync(new Uri($"http://127.0.0.1:{uiPort}"));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    private static async Task LookAsync(Uri ui)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = BrowserFactAttribute.Browser,
            Timeout = (float)Patience.TotalMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = 1400, Height = 1100 },
        });
        page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        await page.GotoAsync($"{ui}namespaces/default/workflows");
        await page.Locator("a[href*='error-analysis-']:visible").First.ClickAsync();
        // The page also holds texts that are not shown.
        await page.Locator("h1:visible", new() { HasText = "error-analysis-" }).First.WaitForAsync();
        await page.Locator(":visible", new() { HasTextRegex = new Regex("^\\s*Completed\\s*$") }).First.WaitForAsync();
        await page.Locator(":visible", new() { HasTextRegex = new Regex("^\\s*Workflow Execution Completed\\s*$") })
            .First.WaitForAsync();
        if (Environment.GetEnvironmentVariable("OPSFLOW_SCREENSHOTS") is { Length: > 0 } shots)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(AppProcess.RepositoryRoot, shots, "official-web-ui-demo.png"),
            });
        }
    }

    private static async Task UntilItListensAsync(int port)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < Patience)
            {
                await Task.Delay(100);
            }
        }
    }
}
