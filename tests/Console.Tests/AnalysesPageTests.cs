using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The list of analyses.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class AnalysesPageTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Type_Chosen_LeavesErrorsOfThatTypeAndGoesIntoTheAddress()
    {
        var published = await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{fixture.Published}");
        var type = published!["errorType"]!.ToString();
        var page = await fixture.OpenAsync("/analyses");
        var hostile = page.Locator($"a[href='#/analyses/{fixture.Hostile}']");
        await hostile.WaitForAsync();
        Assert.Contains(
            type, await page.Locator("#types option").EvaluateAllAsync<string[]>("all => all.map(o => o.value)"));

        await page.Locator("#type").FillAsync(type);
        await page.Locator("#type").PressAsync("Tab");

        await Assertions.Expect(hostile).ToHaveCountAsync(0);
        await page.Locator($"a[href='#/analyses/{fixture.Published}']").WaitForAsync();
        Assert.Contains("type=", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Filters_Cleared_ShowThatNothingIsFiltered()
    {
        var page = await fixture.OpenAsync("/analyses?q=nothing-has-this");
        await page.Locator("#state").SelectOptionAsync("Published");
        await page.WaitForURLAsync("**state=Published**");

        await page.Locator(".empty a").ClickAsync();

        await page.Locator("table.list tbody tr").First.WaitForAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("");
        await ConsoleFixture.GoAsync(page, "/workflows?q=WorkflowType%20%3D%20'None'");
        await page.Locator("#status").SelectOptionAsync("Failed");
        await page.WaitForURLAsync("**status=Failed**");
        await page.Locator("#query").FillAsync("typed, not asked");
        await page.Locator(".empty a").ClickAsync();
        await page.Locator("table.list tbody tr").First.WaitForAsync();
        await Assertions.Expect(page.Locator("#status")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#query")).ToHaveValueAsync("");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Server_ThatIsNotThereAnyMore_IsShownAsTheFilterThatItIs()
    {
        var page = await fixture.OpenAsync("/analyses?server=gone");

        await Assertions.Expect(page.Locator("#server")).ToHaveValueAsync("gone");
        await page.Context.CloseAsync();
    }
}
