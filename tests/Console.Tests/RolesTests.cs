using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>A viewer sees no action that the server would refuse. What it refuses, the API's own tests say.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class RolesTests(ConsoleFixture fixture)
{
    // The only things a viewer may press, besides links: they change what is seen, or are for the viewer alone.
    private static readonly string[] s_looking =
    [
        "Search", "한국어", "Light or dark", "Sign out", "Side by side", "Unified", "All", "Failed", "Parked",
        "Filter",
        "Show more", "Measure speed", "Menu", "Asks what it is", "Done", "Sound", "Send", "Show where",
    ];

    [RequiresFact(Counterparts.Browser)]
    public async Task Viewer_OnEveryPage_SeesNothingToDo()
    {
        var waiting = await fixture.ReportAsync();
        await Until.TrueAsync(
            async () => (await fixture.App.Http.GetFromJsonAsync<JsonObject>(
                $"api/v1/analyses/{fixture.Hostile}"))!["state"]!.ToString() == "Failed",
            "failure");
        var page = await fixture.NewPageAsync();
        await page.GotoAsync(fixture.Url.ToString());
        await page.GetByText("Use a name and password instead").ClickAsync();
        await page.Locator("input[name=name]").FillAsync("viewer");
        await page.Locator("input[name=password]").FillAsync(ConsoleFixture.ViewerPassword);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main h1").GetByText("Overview").WaitForAsync();
        var refused = new List<string>();
        page.Response += (_, response) =>
        {
            if (response.Status == 403)
            {
                refused.Add(response.Url);
            }
        };

        var run = (await fixture.ItemsAsync("workflows")).First(w => w!["status"]!.ToString() == "Running")!;
        foreach (var path in new[]
        {
            "/", "/analyses", $"/analyses/{waiting}", $"/analyses/{fixture.Hostile}", "/runs", "/workflows",
            $"/workflows/{run["id"]}/{run["runId"]}", "/models", "/schedules", "/servers", "/news",
            "/prescriptions", $"/prescriptions/{fixture.Prescription}", "/scans", $"/scans/{fixture.AskingScan}",
            "/chat", $"/servers/{fixture.Server}", "/servers/new", "/access", "/settings",
        })
        {
            await ConsoleFixture.GoAsync(page, path);
            var buttons = await page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll('button')].filter(b => b.checkVisibility())
                    .map(b => b.ariaLabel ?? b.innerText.split('\n')[0].replace('Ctrl K', '').trim())
                """);
            Assert.Empty(buttons.Except(s_looking));
        }

        await ConsoleFixture.GoAsync(page, $"/scans/{fixture.AskingScan}");
        Assert.Equal(0, await page.Locator("#label").CountAsync());
        await ScanAsync(page);
        await ConsoleFixture.GoAsync(page, $"/analyses/{waiting}");
        await page.GetByText("It waits for a decision of somebody with the role Approver.").WaitForAsync();
        Assert.Equal(0, await page.Locator("nav.side").GetByText("Access").CountAsync());
        Assert.Empty(refused);
        await page.Context.CloseAsync();
    }

    // One's own scan is one's own: the list does not name its owner, and its question may be answered.
    private static async Task ScanAsync(IPage page)
    {
        await ConsoleFixture.GoAsync(page, "/scans");
        await page.Locator("#camera").SetInputFilesAsync(TestScans.Picture);
        await page.Locator("#label").WaitForAsync();
        await Assertions.Expect(page.Locator("#cancel")).ToBeVisibleAsync();
        var id = new Uri(page.Url).Fragment.Split('/')[^1];
        await ConsoleFixture.GoAsync(page, "/scans");
        var row = page.Locator($"tr:has(a[href='#/scans/{id}'])");
        await Assertions.Expect(row.Locator("td[data-label=Whose]")).ToHaveTextAsync("");
    }
}
