using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>A photo taken with a phone, to its reward.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class ScanPagesTests(ConsoleFixture fixture)
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
}
