using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The console as people use it.</summary>
public sealed class ConsoleTests(ConsoleFixture fixture, ITestOutputHelper output) : IClassFixture<ConsoleFixture>
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Analyses_AfterTheDemonstration_ShowThePublishedFix()
    {
        var page = await fixture.OpenAsync();
        await page.Locator(".cards .state").GetByText("Published").First.WaitForAsync();
        await page.Locator(".cards a.title").First.ClickAsync();
        await page.GetByText("System.Linq.Enumerable.ToList(items)").WaitForAsync();
        Assert.Contains("Proven", await page.Locator("main").InnerTextAsync());
        await page.Locator("ol.timeline").GetByText("Cloning").WaitForAsync();
        await ShootAsync(page, "analysis");
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Workflows_History_IsShownAndDownloaded()
    {
        var page = await fixture.OpenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Workflows" }).ClickAsync();
        // Another test's analysis may wait for its decision at the top of the list.
        await page.Locator("tbody tr", new() { HasText = "Completed" }).Locator("a").First.ClickAsync();
        await page.GetByText("WorkflowExecutionCompleted").WaitForAsync();
        await ShootAsync(page, "history");
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Download history" }).ClickAsync());
        var json = JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        Assert.Equal("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", json!["events"]![0]!["eventType"]!.ToString());
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Analysis_ApprovedByKeyboard_IsPublishedWithoutReload()
    {
        var page = await fixture.OpenAsync();
        var id = await ReportAgainAsync();
        await page.GotoAsync($"{fixture.Url}#/analyses/{id}");
        var approve = page.Locator("#approve");
        await approve.WaitForAsync(new() { Timeout = 240_000 });
        await ShootAsync(page, "decision");
        await page.Locator("#reason").FocusAsync();
        await page.Keyboard.TypeAsync("looks right");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("approve", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("ol.timeline").GetByText("Published").WaitForAsync(new() { Timeout = 240_000 });
        await page.GetByText("console administrator (console): Approve").WaitForAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Pages_OnAPhone_DoNotScrollSideways()
    {
        var page = await fixture.OpenAsync(width: 375, locale: "ko-KR", scheme: ColorScheme.Dark);
        await page.GetByRole(AriaRole.Heading, new() { Name = "분석" }).WaitForAsync();
        foreach (var hash in new[] { "#/analyses", "#/workflows", "#/servers" })
        {
            await page.GotoAsync($"{fixture.Url}{hash}");
            await page.Locator("h1").First.WaitForAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), hash);
        }

        await page.GotoAsync($"{fixture.Url}#/analyses");
        await page.Locator(".cards a.title").First.ClickAsync();
        await page.Locator("pre.diff").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await ShootAsync(page, "phone");
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Pages_CheckedByAxe_HaveNoSeriousViolation()
    {
        if (fixture.Axe is null)
        {
            Assert.Fail("axe-core could not be installed from npm.");
        }

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await fixture.OpenAsync(scheme: scheme);
            foreach (var hash in new[] { "#/analyses", "#/workflows", "#/servers" })
            {
                await page.GotoAsync($"{fixture.Url}{hash}");
                await CheckAsync(page, $"{hash} {scheme}");
            }

            await page.GetByRole(AriaRole.Button, new() { Name = "Add server" }).ClickAsync();
            await CheckAsync(page, $"server form {scheme}");
            await page.GotoAsync($"{fixture.Url}#/analyses");
            await page.Locator(".cards a.title").First.ClickAsync();
            await page.Locator("pre.diff").WaitForAsync();
            await CheckAsync(page, $"analysis {scheme}");
        }
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task SignIn_WrongKey_SaysSo()
    {
        var context = await fixture.Browser.NewContextAsync(new() { Locale = "en-US" });
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(fixture.Url.ToString());
        await page.GetByLabel("Admin key").FillAsync("nonsense");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("This key is not right.").WaitForAsync();
        await page.GetByLabel("Admin key").FillAsync(AppProcess.AdminKey);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Analyses" }).WaitForAsync();
    }

    // Screenshots go into docs/ when asked for: OPSFLOW_SCREENSHOTS=docs/screenshots dotnet test
    // tests/OpsFlow.Console.Tests
    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OPSFLOW_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(Counterparts.RepositoryRoot, folder, $"{name}.png"),
                FullPage = true,
            });
        }
    }

    private async Task CheckAsync(IPage page, string where)
    {
        await page.Locator("h1").First.WaitForAsync();
        // Evaluated, not added as a script element: the page's policy forbids inline scripts, as it should.
        await page.EvaluateAsync(fixture.Axe!);
        var found = await page.EvaluateAsync<string>(
            """
            axe.run(document).then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
                .map(v => `${v.id}: ${v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')}`).join('\n'))
            """);
        output.WriteLine($"{where}: {(found.Length == 0 ? "no serious violation" : found)}");
        Assert.Equal("", found);
    }

    // The demonstration's error a second time, as a new report after the first analysis is over.
    private async Task<string> ReportAgainAsync()
    {
        var list = await fixture.App.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
        var first = list!["items"]!.AsArray()[^1]!;
        var detail = await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{first["id"]}");
        var report = (JsonObject)detail!["report"]!.DeepClone();
        report["stackTrace"] = report["stackTrace"]!.ToString()
            + $"\n   at Browser.Test{Guid.NewGuid():n}() in /app/x.cs:line 1";
        report["errorType"] = "System.InvalidOperationException";
        using var response = await fixture.App.Http.PostAsJsonAsync("api/v1/webhook/error", report);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        return answer!["analysisId"]!.ToString();
    }
}
