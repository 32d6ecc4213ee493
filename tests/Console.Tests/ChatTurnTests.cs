using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OpsFlow.Console.Tests;

/// <summary>What is to be seen of turns that are over.</summary>
[Collection(ConsoleFixture.Name)]
public sealed partial class ChatTurnTests(ConsoleFixture fixture)
{
    [RequiresFact(Counterparts.Browser)]
    public async Task Runs_TurnThatFailed_LeadsToTheTurnAndItsConversation()
    {
        var page = await fixture.OpenAsync();
        var run = new JsonObject
        {
            ["pipeline"] = "chat", ["id"] = fixture.Turn, ["workflowId"] = "any", ["state"] = "failed",
            ["title"] = "A bottle", ["at"] = "2026-01-31T00:00:00Z",
        };
        await page.RouteAsync(Runs(), route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = new JsonObject { ["runs"] = new JsonArray(run.DeepClone()) }.ToJsonString(),
        }));

        await ConsoleFixture.GoAsync(page, "/runs");
        await page.Locator("main table a").ClickAsync();

        await Assertions.Expect(page.Locator("main .lead")).ToHaveTextAsync(TestChat.Message);
        await Assertions.Expect(page.Locator("main .md")).ToContainTextAsync("플라스틱");
        await page.GetByText("The conversation").ClickAsync();
        await Assertions.Expect(page.Locator("li.said p").First).ToHaveTextAsync(TestChat.Message);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Say_InOneTab_ShowsInTheOther()
    {
        var session = Guid.NewGuid().ToString("n");
        var page = await fixture.OpenAsync($"/chat/{session}");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync($"{fixture.Url}#/chat/{session}");
        await other.Locator("#chat-text").WaitForAsync();
        await other.Locator("#chat-text").FillAsync("half written");

        await page.Locator("#chat-text").FillAsync(TestChat.Message);
        await page.Locator("#chat-text").PressAsync("Enter");

        await Assertions.Expect(other.Locator("li.said p").First).ToHaveTextAsync(TestChat.Message);
        await Assertions.Expect(other.Locator("li.answered .md")).ToContainTextAsync("플라스틱");
        await Assertions.Expect(other.Locator("#chat-text")).ToHaveValueAsync("half written");
        await page.Context.CloseAsync();
    }

    [GeneratedRegex(@"/api/v1/runs(\?|$)")]
    private static partial Regex Runs();
}
