using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>A photo taken with a phone, to its reward.</summary>
[Collection(ConsoleFixture.Name)]
public sealed partial class ScanPagesTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Camera_OnAPhone_LeadsOverTheQuestionToTheReward()
    {
        var page = await fixture.OpenAsync("/scans", width: 375, locale: "ko-KR");
        await page.Locator("#camera").SetInputFilesAsync(TestScans.Picture);

        await page.Locator("#label").FillAsync("투명 페트병");
        await page.Locator("#send").ClickAsync();

        await page.Locator("[aria-labelledby=answer-h]").WaitForAsync();
        await page.Locator("[aria-labelledby=reward-h]").WaitForAsync();
        await Assertions.Expect(page.Locator("#cancel")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#label")).ToHaveCountAsync(0);
        Assert.True(await PageChecks.FitsAsync(page));
        var id = new Uri(page.Url).Fragment.Split('/')[^1];
        var scan = await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/scans/{id}");
        Assert.NotNull(scan!["reward"]);
        await page.Context.CloseAsync();
    }

    // Nobody reloads and nothing is asked again and again: the list is told.
    [RequiresFact(Counterparts.Browser)]
    public async Task List_ScanFromElsewhere_AppearsByItself()
    {
        var page = await fixture.OpenAsync("/scans");

        var id = await TestScans.AskingAsync(fixture.App.Http);

        var row = page.Locator($"tr:has(a[href='#/scans/{id}'])");
        await Assertions.Expect(row.Locator(".state")).ToHaveTextAsync("Asks what it is");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task List_OfOnesOwnScansOnly_DoesNotSayWhoseTheyAre()
    {
        var page = await fixture.OpenAsync("/servers");
        var owners = new[] { "admin-key" };
        await page.RouteAsync(ListOfScans(), route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = new JsonObject
            {
                ["items"] = new JsonArray([.. owners.Select((owner, i) => new JsonObject
                {
                    ["jobId"] = $"scan-{i}", ["status"] = "Done", ["userId"] = owner,
                    ["createdAt"] = "2026-01-01T00:00:00Z",
                })]),
            }.ToJsonString(),
        }));

        await ConsoleFixture.GoAsync(page, "/scans");

        await page.GetByRole(AriaRole.Columnheader, new() { Name = "When" }).WaitForAsync();
        await Assertions.Expect(page.GetByText("Whose")).ToHaveCountAsync(0);
        owners = ["admin-key", "user:vera"];
        await ConsoleFixture.GoAsync(page, "/scans?state=Done");
        await Assertions.Expect(page.Locator("td[data-label=Whose]")).ToHaveTextAsync(new[] { "", "user:vera" });
        await page.Context.CloseAsync();
    }

    [GeneratedRegex(@"/api/v1/scans(\?|$)")]
    private static partial Regex ListOfScans();
}
