using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The page of upkeep.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class SchedulesPageTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Schedule_Paused_SaysByWhomInThePagesLanguage()
    {
        var page = await fixture.OpenAsync("/servers", locale: "ko-KR");
        await page.RouteAsync("**/api/v1/schedules", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"items":[{"task":"news-feeds","note":"콘솔 관리자 님이 일시 중지했습니다.","paused":true,"runs":3,
                  "intervalSeconds":1800}]}
                """,
        }));

        await ConsoleFixture.GoAsync(page, "/schedules");

        await Assertions.Expect(page.Locator("table.list tbody td").First).ToContainTextAsync("콘솔 관리자");
        Assert.Empty(await PageChecks.EnglishAsync(page));
        // Beside each other where there is room.
        var tops = await page.Locator("table.list tbody button").EvaluateAllAsync<float[]>(
            "all => all.map(b => b.getBoundingClientRect().top)");
        Assert.Single(tops.Distinct());
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Workflow_OfASchedule_SaysWhatItIsForInThePagesLanguage()
    {
        var query = Uri.EscapeDataString("WorkflowType = 'Maintenance'");
        var run = await Until.NotNullAsync(
            async () => (await fixture.ItemsAsync($"workflows?query={query}")).FirstOrDefault(), "run of a schedule");
        var page = await fixture.OpenAsync("/servers", locale: "ko-KR");

        await ConsoleFixture.GoAsync(
            page, $"/workflows/{Uri.EscapeDataString($"{run["id"]}")}/{run["runId"]}");

        await Assertions.Expect(page.Locator("p.lead")).ToContainTextAsync("니다.");
        Assert.Empty(await PageChecks.EnglishAsync(page));
        await page.Context.CloseAsync();
    }
}
