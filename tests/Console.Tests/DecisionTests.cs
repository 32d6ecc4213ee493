using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>From signing in to a decision, with nothing but the keyboard.</summary>
[Collection(ConsoleFixture.Name)]
public sealed class DecisionTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Decide_ByKeyboardAlone_IsPublishedWithoutReloadAndKeepsTheFocus()
    {
        var id = await fixture.ReportAsync();
        var page = await fixture.NewPageAsync();
        await page.GotoAsync(fixture.Url.ToString());
        await page.Locator("input[name=key]").WaitForAsync();
        Assert.Equal("key", await FocusedAsync(page, "name"));
        await page.Keyboard.TypeAsync("nonsense");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("This key is not right.").WaitForAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(AppProcess.AdminKey);
        await page.Keyboard.PressAsync("Enter");

        // The search takes one to the list, its filter to the analysis.
        await page.Locator("main h1").GetByText("Overview").WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("ops-palette input").WaitForAsync();
        await page.Keyboard.TypeAsync("analyses");
        await page.Locator("ops-palette li[aria-selected=true]").GetByText("Analyses").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main h1").GetByText("Analyses").WaitForAsync();
        await TabToAsync(page, "q");
        await page.Keyboard.TypeAsync(id[..24]);
        var link = page.Locator($"a[href='#/analyses/{id}']");
        await page.Locator("table.list tbody tr").First.WaitForAsync();
        await Assertions.Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(1);
        Assert.Equal("q", await FocusedAsync(page, "id"));
        while (!await link.EvaluateAsync<bool>("a => a === document.activeElement"))
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#approve").WaitForAsync();
        Assert.Equal("H1", await FocusedAsync(page, "tagName"));
        var loads = 0;
        page.Load += (_, _) => loads++;

        // What one decides on comes before the decision.
        Assert.True(await page.EvaluateAsync<bool>(
            """
            ['error-h', 'cause-h', 'fix-h', 'proof-h', 'decision-h'].map(id => document.getElementById(id))
                .every((h, i, all) => i === 0
                    || all[i - 1].compareDocumentPosition(h) & Node.DOCUMENT_POSITION_FOLLOWING)
            """));
        await TabToAsync(page, "reason");
        await page.Keyboard.TypeAsync("looks right");
        await Pictures.TakeAsync(page, "decision");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("approve", await FocusedAsync(page, "id"));
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog[open]").GetByText("looks right").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        Assert.Equal("approve", await FocusedAsync(page, "id"));

        // Updates while one is on the way change nothing for the keyboard.
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog[open]").WaitForAsync();
        await TabToAsync(page, "confirm-yes");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main .heading .state").First.GetByText("Published").WaitForAsync();
        await page.Locator("[aria-labelledby=decision-h]").GetByText("looks right").WaitForAsync();
        Assert.NotEqual("BODY", await FocusedAsync(page, "tagName"));
        Assert.Equal(0, loads);
        var detail = await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}");
        Assert.Equal("Approve", detail!["decision"]!["kind"]!.ToString());
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Decide_TheChangeIsAnotherByThen_IsRefusedAndSaysWhy()
    {
        var id = await fixture.ReportAsync();
        var page = await fixture.OpenAsync($"/analyses/{id}");
        // What stands on the screen is of before, as if it had been replaced a moment ago.
        await page.RouteAsync("**/api/v1/analyses/*/decision", async route =>
        {
            var body = JsonNode.Parse(route.Request.PostData!)!;
            Assert.Equal(64, body["patchHash"]!.ToString().Length);
            body["patchHash"] = new string('0', 64);
            await route.ContinueAsync(new() { PostData = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()) });
        });
        await page.Locator("#approve").ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        await page.Locator("dialog[open] [role=alert]").WaitForAsync();
        var detail = await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}");
        Assert.Equal("AwaitingApproval", detail!["state"]!.ToString());
        await page.Context.CloseAsync();
    }

    // What is on its way cannot be called back: a dialog that went away would say that it was.
    [RequiresFact(Counterparts.Browser)]
    public async Task Decide_EscapeWhileItIsSent_KeepsTheDialogUntilTheAnswer()
    {
        var id = await fixture.ReportAsync();
        var page = await fixture.OpenAsync($"/analyses/{id}");
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**/api/v1/analyses/*/decision", async route =>
        {
            asked.TrySetResult();
            await release.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = """{"status":"accepted"}""" });
        });
        await page.Locator("#reason").FillAsync("looks right");
        await page.Locator("#approve").ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page.Locator("#confirm-no")).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("ops-confirm dialog[open]")).ToBeVisibleAsync();
        release.SetResult();
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await page.GetByText("Your decision was taken.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    private static async Task TabToAsync(IPage page, string id)
    {
        for (var i = 0; await FocusedAsync(page, "id") != id; i++)
        {
            Assert.True(i < 80, $"{id} is not reached by the Tab key");
            await page.Keyboard.PressAsync("Tab");
        }
    }

    private static Task<string> FocusedAsync(IPage page, string property) =>
        page.EvaluateAsync<string>($"document.activeElement.{property} ?? ''");
}
