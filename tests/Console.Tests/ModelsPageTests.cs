using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The page of models, shown what another server has: the one here has no model.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class ModelsPageTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Models_WithPricesAndCosts_TellsThemAndDrawsTheirShares()
    {
        var page = await fixture.OpenAsync();
        await AnswerAsync(page, "**/api/v1/models", """
            {"items":[
              {"name":"fast","model":"m-1","roles":[],"capabilities":[],"healthy":true,"ownJobs":0,"costToday":0.5,
                "price":{"inputPerMillion":2,"outputPerMillion":10,"cachedPerMillion":0.25}},
              {"name":"own","model":"m-2","roles":[],"capabilities":[],"healthy":true,"ownJobs":0,"costToday":0}]}
            """);
        foreach (var by in new[] { "use", "model", "day" })
        {
            await AnswerAsync(page, $"**/api/v1/models/costs?by={by}", """
                {"items":[
                  {"key":"first","calls":2,"inputTokens":10,"outputTokens":20,"amount":3},
                  {"key":"second","calls":1,"inputTokens":1,"outputTokens":2,"amount":1}]}
                """);
        }

        await ConsoleFixture.GoAsync(page, "/models");

        await Assertions.Expect(page.Locator(".price")).ToHaveTextAsync(
            ["Per million tokens: $2.00 in, $0.25 cached, $10.00 out", "No price is set."]);
        var bars = page.Locator("meter.bar");
        await Assertions.Expect(bars).ToHaveCountAsync(4);
        Assert.Equal(
            ["3/3", "1/3", "3/3", "1/3"],
            await bars.EvaluateAllAsync<string[]>("all => all.map(m => `${m.value}/${m.max}`)"));
        await page.Context.CloseAsync();
    }

    private static Task AnswerAsync(IPage page, string path, string body) => page.RouteAsync(
        path, route => route.FulfillAsync(new() { ContentType = "application/json", Body = body }));
}
