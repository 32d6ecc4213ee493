using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The list of runs that failed or are parked.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class RunsPageTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Filters_OfPipelineAndText_LeaveWhatTheyMean()
    {
        await Until.TrueAsync(
            async () => (await fixture.App.Http.GetFromJsonAsync<JsonObject>(
                $"api/v1/analyses/{fixture.Hostile}"))!["state"]!.ToString() == "Failed",
            "failure");
        var page = await fixture.OpenAsync("/runs");
        var hostile = page.Locator($"a[href='#/analyses/{fixture.Hostile}']");

        await page.Locator("#q").FillAsync("HOSTILE:");
        await page.WaitForURLAsync("**q=HOSTILE**");
        await hostile.WaitForAsync();
        await page.Locator("#pipeline").SelectOptionAsync("scan-chain");
        await Assertions.Expect(hostile).ToHaveCountAsync(0);
        await page.Locator(".empty a").ClickAsync();

        await hostile.WaitForAsync();
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#pipeline")).ToHaveValueAsync("");
        await page.Context.CloseAsync();
    }
}
