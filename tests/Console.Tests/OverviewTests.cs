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

    [RequiresFact(Counterparts.Browser, "bash")]
    public async Task FirstHour_ServerWhoseNameHasAQuote_IsACommandThatAShellReadsAsMeant()
    {
        var page = await fixture.OpenAsync("/servers");
        await page.RouteAsync("**/api/v1/analyses?limit=6", route => route.FulfillAsync(new()
        {
            ContentType = "application/json", Body = """{"items":[]}""",
        }));
        await page.RouteAsync("**/api/v1/servers", route => route.FulfillAsync(new()
        {
            ContentType = "application/json", Body = """{"items":[{"id":"s","name":"o'brien","hosts":["*"]}]}""",
        }));

        await ConsoleFixture.GoAsync(page, "/");

        var command = await page.Locator("[aria-labelledby=first-h] pre").InnerTextAsync();
        var (exitCode, output, error) = await Tool.TryRunAsync(
            "bash", ["-c", $"curl() {{ printf %s \"${{@: -1}}\"; }}\n{command}"], Path.GetTempPath(),
            TimeSpan.FromMinutes(1));
        Assert.True(exitCode == 0, error);
        Assert.Equal("o'brien", JsonNode.Parse(output)!["serverName"]!.ToString());
        await page.Context.CloseAsync();
    }
}
