using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>The server goes away under an open page and comes back.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class ReconnectTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Kill_WhileAReasonIsTypedAndAListIsOpen_LosesNothing()
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

        await fixture.App.KillAsync();
        await page.Keyboard.TypeAsync("while it was away, ");
        await page.Locator(".lost").WaitForAsync();
        await list.Locator(".lost").WaitForAsync();
        await fixture.RestartAsync();

        await Assertions.Expect(page.Locator(".lost")).ToHaveCountAsync(0, new() { Timeout = 120_000 });
        await page.Keyboard.TypeAsync("and after");
        Assert.Equal("before, while it was away, and after", await page.Locator("#reason").InputValueAsync());

        // The list is live again: what is reported now appears by itself.
        var name = $"Shop.After{Guid.NewGuid():n}";
        await fixture.PostAsync(new JsonObject
        {
            ["serverName"] = "hostile", ["serverIp"] = "127.0.0.1", ["errorType"] = name,
            ["stackTrace"] = $"{name}: x\n   at Shop.After.Run() in /app/After.cs:line 1",
        });
        await list.GetByText(name).WaitForAsync();
        await page.Locator("#reject").ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        await page.Locator("main .heading .state").First.GetByText("Rejected").WaitForAsync();
        Assert.Equal(0, loads);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Proxy_ThatCutsConnections_IsOvercome()
    {
        await using var proxy = new CuttingProxy(fixture.Url.Port);
        var page = await fixture.OpenAsync("/analyses", url: proxy.Url);
        await Until.TrueAsync(() => Task.FromResult(proxy.Streams > 0), "stream");
        var loads = 0;
        page.Load += (_, _) => loads++;
        proxy.Cut();
        await Until.TrueAsync(() => Task.FromResult(proxy.Streams > 1), "another stream");
        var name = $"Shop.Proxied{Guid.NewGuid():n}";
        await fixture.PostAsync(new JsonObject
        {
            ["serverName"] = "hostile", ["serverIp"] = "127.0.0.1", ["errorType"] = name,
            ["stackTrace"] = $"{name}: x\n   at Shop.Proxied.Run() in /app/Proxied.cs:line 1",
        });
        await page.GetByText(name).WaitForAsync();
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

        var name = $"Shop.Tabs{Guid.NewGuid():n}";
        await fixture.PostAsync(new JsonObject
        {
            ["serverName"] = "hostile", ["serverIp"] = "127.0.0.1", ["errorType"] = name,
            ["stackTrace"] = $"{name}: x\n   at Shop.Tabs.Run() in /app/Tabs.cs:line 1",
        });
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
}
