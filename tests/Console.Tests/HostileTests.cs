using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>What a stranger reports is text wherever it is shown.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class HostileTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task HostileReport_OnEveryPageThatShowsIt_IsOnlyText()
    {
        var page = await fixture.OpenAsync("/");
        var problems = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                problems.Add(message.Text);
            }
        };
        page.Dialog += async (_, dialog) =>
        {
            problems.Add(dialog.Message);
            await dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(fixture.Url.ToString(), StringComparison.Ordinal))
            {
                problems.Add(request.Url);
            }
        };
        // Another one, as the first page shows only the latest.
        var report = HostileReport.Create("hostile");
        report["errorType"] = $"{HostileReport.Script}Another";
        var id = await fixture.PostAsync(report);
        await Until.TrueAsync(
            async () => (await fixture.App.Http.GetFromJsonAsync<JsonObject>(
                $"api/v1/analyses/{id}"))!["state"]!.ToString() == "Failed",
            "failure");
        var workflow = (await fixture.ItemsAsync(
            $"workflows?query={Uri.EscapeDataString($"WorkflowId = 'error-analysis-{id}'")}"))[0]!;
        foreach (var path in new[]
        {
            "/", "/analyses?server=hostile", $"/analyses/{id}", "/runs",
            $"/workflows/{workflow["id"]}/{workflow["runId"]}",
        })
        {
            await ConsoleFixture.GoAsync(page, path);
            // The first page was open before the report came: it shows it when it is told of it.
            await page.Locator("main").GetByText(HostileReport.Script).First.WaitForAsync();
            Assert.True(await PageChecks.FitsAsync(page), path);
            Assert.Equal(0, await page.Locator("main img, main script, main [href^=javascript]").CountAsync());
        }

        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("ops-palette input").FillAsync("hostile");
        await page.Locator("ops-palette li").GetByText(HostileReport.Script).First.WaitForAsync();
        Assert.False(await page.EvaluateAsync<bool>("'harmed' in window"));
        Assert.Empty(problems);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Policy_OfEveryPage_AllowsNothingFromElsewhereAndNoEval()
    {
        using var response = await fixture.App.Http.GetAsync("");
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }
}
