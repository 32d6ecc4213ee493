using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The overview.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class OverviewTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Cards_OfAllPipelines_AddUpWhatIsAtWorkAndWhatFailed()
    {
        var page = await fixture.OpenAsync("/servers");
        await page.RouteAsync("**/api/v1/runs/counts", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"items":[{"pipeline":"error-analysis","running":1000,"failed":200,"parked":0},
                  {"pipeline":"scan-chain","running":200,"failed":1,"parked":3},
                  {"pipeline":"chat","running":34,"failed":1,"parked":0}]}
                """,
        }));

        await ConsoleFixture.GoAsync(page, "/");

        await Assertions.Expect(page.Locator("a.card[href='#/workflows?status=Running'] .big"))
            .ToHaveTextAsync("1,234");
        await Assertions.Expect(page.Locator("a.card[href='#/runs'] .big")).ToHaveTextAsync("205");
        await page.Context.CloseAsync();
    }
}
