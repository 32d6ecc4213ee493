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
}
