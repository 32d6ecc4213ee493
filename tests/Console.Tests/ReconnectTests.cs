using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The server goes away under an open page and comes back.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class ReconnectTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Kill_WhileAReasonIsTypedAndAListUpdates_LosesNothing()
    {
        var id = await fixture.ReportAsync();
        var page = await fixture.OpenAsync($"/analyses/{id}");
        var list = await page.Context.NewPageAsync();
        await list.GotoAsync($"{fixture.Url}#/analyses");
        await list.Locator("table.list tbody tr").First.WaitForAsync();
        var loads = 0;
        page.Load += (_, _) => loads++;
        list.Load += (_, _) => loads++;
        await page.Locator("#reason").FocusAsync();
        await page.Keyboard.TypeAsync("before, ");

        var typing = page.Keyboard.TypeAsync("while it went away, ", new() { Delay = 50 });
        var accepted = await ReportAsync("Accepted");
        await fixture.App.KillAsync();
        var restarting = fixture.RestartAsync(TimeSpan.FromSeconds(5));
        await page.Locator(".lost").WaitForAsync();
        await list.Locator(".lost").WaitForAsync();
        await typing;
        await restarting;

        await Assertions.Expect(page.Locator(".lost")).ToHaveCountAsync(0, new() { Timeout = 120_000 });
        await page.Keyboard.TypeAsync("and after");
        Assert.Equal("before, while it went away, and after", await page.Locator("#reason").InputValueAsync());

        // The list is live again: what was accepted before is in it, and what is reported now appears by itself.
        await list.GetByText(accepted).WaitForAsync();
        await list.GetByText(await ReportAsync("After")).WaitForAsync();
        await RejectAsync(page);
        Assert.Equal(0, loads);
        await page.Context.CloseAsync();
    }

    // 60 s of idleness at the scale of 1 to 20. Heartbeats are not scaled, so that it is worse than it would be: the
    // stream of notices, too, is idle between two of them and cut again and again.
    [RequiresFact(Counterparts.Browser)]
    public async Task Proxy_ThatCutsIdleConnections_LosesNothing()
    {
        var id = await fixture.ReportAsync();
        await using var proxy = new CuttingProxy(fixture.Url.Port, TimeSpan.FromSeconds(3));
        var page = await fixture.OpenAsync($"/analyses/{id}", url: proxy.Url);
        var list = await page.Context.NewPageAsync();
        await list.GotoAsync($"{proxy.Url}#/analyses");
        await list.Locator("table.list tbody tr").First.WaitForAsync();
        var loads = 0;
        page.Load += (_, _) => loads++;
        list.Load += (_, _) => loads++;
        await page.Locator("#reason").FocusAsync();
        await page.Keyboard.TypeAsync("before, ");

        var (cuts, streams) = (proxy.Cuts, proxy.Streams);
        await Until.TrueAsync(() => Task.FromResult(proxy.Cuts > cuts && proxy.Streams > streams), "another stream");

        await page.Keyboard.TypeAsync("and after");
        Assert.Equal("before, and after", await page.Locator("#reason").InputValueAsync());
        await list.GetByText(await ReportAsync("Proxied")).WaitForAsync();
        await RejectAsync(page);
        Assert.Equal(0, loads);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Tabs_MoreThanABrowserHasConnections_ShareOneStream()
    {
        await using var proxy = new CuttingProxy(fixture.Url.Port);
        var first = await fixture.OpenAsync("/analyses", url: proxy.Url);
        for (var i = 0; i < 7; i++)
        {
            var tab = await first.Context.NewPageAsync();
            await tab.GotoAsync($"{proxy.Url}#/analyses");
            await tab.Locator("table.list tbody tr").First.WaitForAsync();
        }

        var name = await ReportAsync("Tabs");
        var last = first.Context.Pages[^1];
        await last.BringToFrontAsync();
        await last.GetByText(name).WaitForAsync();
        Assert.Equal(1, proxy.Streams);
        await first.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Tabs_OnOneOpenTurn_ShareItsStreamAndEachSeesTheEnd()
    {
        await using var proxy = new CuttingProxy(fixture.Url.Port);
        var path = $"/chat/{Guid.NewGuid():n}";
        var first = await fixture.OpenAsync(path, url: proxy.Url);
        await first.Locator("#chat-text").FillAsync("근처 재활용 센터 알려줘");
        await first.Locator("#chat-text").PressAsync("Enter");
        await first.Locator("#chat-place").WaitForAsync();
        for (var i = 0; i < 6; i++)
        {
            var tab = await first.Context.NewPageAsync();
            await tab.GotoAsync($"{proxy.Url}#{path}");
            // It was asked before this tab was there.
            await tab.Locator("#chat-place").WaitForAsync();
        }

        await first.BringToFrontAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();

        foreach (var tab in first.Context.Pages)
        {
            await Assertions.Expect(tab.Locator("li.answered").GetByText("Stopped")).ToBeVisibleAsync();
        }

        // One, and perhaps one more after a silence: beside other tests a heartbeat may come late.
        Assert.InRange(proxy.Asked.Count(asked => asked.Contains("/events?", StringComparison.Ordinal)), 1, 3);
        await first.Context.CloseAsync();
    }

    private static async Task RejectAsync(IPage page)
    {
        await page.Locator("#reject").ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        await page.Locator("main .heading .state").First.GetByText("Rejected").WaitForAsync();
    }

    /// <summary>Reports an error of its own.</summary>
    /// <returns>Its type.</returns>
    private async Task<string> ReportAsync(string kind)
    {
        var name = $"Shop.{kind}{Guid.NewGuid():n}";
        await fixture.PostAsync(new JsonObject
        {
            ["serverName"] = "hostile", ["serverIp"] = "127.0.0.1", ["errorType"] = name,
            ["stackTrace"] = $"{name}: x\n   at Shop.{kind}.Run() in /app/{kind}.cs:line 1",
        });
        return name;
    }
}
