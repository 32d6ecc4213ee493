using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>What may be done with an error besides deciding. That a viewer sees none of it, RolesTests say.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class AnalysisActionTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Mute_ForAWeekThenUndone_IsShownAndStored()
    {
        var page = await fixture.OpenAsync($"/analyses/{fixture.Hostile}");

        await page.Locator("#mute-for").SelectOptionAsync("168");
        await page.Locator("#mute").ClickAsync();
        await Assertions.Expect(page.Locator("#muted")).ToContainTextAsync("Muted until ");
        var muted = (await DetailAsync())["muted"]!;
        Assert.InRange(
            muted["until"]!.GetValue<DateTimeOffset>() - muted["at"]!.GetValue<DateTimeOffset>(),
            TimeSpan.FromDays(6.9), TimeSpan.FromDays(7.1));

        await page.Locator("#unmute").ClickAsync();
        await page.Locator("#mute").WaitForAsync();
        Assert.Null((await DetailAsync())["muted"]);

        await page.Locator("#mute-for").SelectOptionAsync("0");
        await page.Locator("#mute").ClickAsync();
        await Assertions.Expect(page.Locator("#muted")).ToContainTextAsync("until somebody says otherwise");
        await page.Locator("#unmute").ClickAsync();
        await page.Locator("#mute").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Discard_OfOneThatFailed_IsAskedForAndSent()
    {
        await Until.TrueAsync(async () => (await DetailAsync())["state"]!.ToString() == "Failed", "failure");
        var page = await fixture.OpenAsync($"/analyses/{fixture.Hostile}");
        var sent = new TaskCompletionSource();
        // Answered here: it stays in the list for the other tests.
        await page.RouteAsync($"**/api/v1/runs/error-analysis/{fixture.Hostile}/discard", async route =>
        {
            sent.TrySetResult();
            await route.FulfillAsync(new() { ContentType = "application/json", Body = """{"status":"discarded"}""" });
        });

        await page.Locator("#discard").ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();

        await sent.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await page.GetByText("Put aside.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Detail_ThatIsTheProductsOwn_IsInThePagesLanguage()
    {
        var page = await fixture.OpenAsync("/servers", locale: "ko-KR");
        await page.RouteAsync($"**/api/v1/analyses/{fixture.Published}", async route =>
        {
            var response = await route.FetchAsync();
            var analysis = JsonNode.Parse(await response.TextAsync())!;
            analysis["detail"] = "Proven";
            await route.FulfillAsync(new() { Response = response, Body = analysis.ToJsonString() });
        });

        await ConsoleFixture.GoAsync(page, $"/analyses/{fixture.Published}");

        await Assertions.Expect(page.Locator("#detail")).ToHaveTextAsync("입증됨");
        Assert.Empty(await PageChecks.EnglishAsync(page));
        await page.Context.CloseAsync();
    }

    private async Task<JsonObject> DetailAsync() =>
        (await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{fixture.Hostile}"))!;
}
