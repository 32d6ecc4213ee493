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

    [RequiresFact(Counterparts.Browser)]
    public async Task Steps_OnAKoreanPage_AreInKoreanButForTheirNames()
    {
        var page = await fixture.OpenAsync($"/chat/{Guid.NewGuid():n}", locale: "ko-KR");
        await page.Locator("#chat-text").FillAsync(TestChat.Message);
        await page.Locator("#chat-text").PressAsync("Enter");
        // Over, and in the list.
        await page.Locator("li.answered details.how").WaitForAsync();
        await page.Locator("details.steps summary").ClickAsync();

        await Assertions.Expect(page.Locator("details.steps li").Filter(new() { HasText = "waste_rag" }).First)
            .ToContainTextAsync("찾음");
        Assert.Empty(await PageChecks.EnglishAsync(page));
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task How_OfAnOldAnswer_TellsNodesSourcesAndCost()
    {
        var page = await fixture.OpenAsync($"/chat/{fixture.Conversation}");

        await page.Locator("details.how summary").ClickAsync();

        await Assertions.Expect(page.Locator("details.how .nodes code")).ToHaveTextAsync("waste_rag");
        await Assertions.Expect(page.Locator("details.how dl")).ToContainTextAsync("$0");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Say_WithAPicture_ShowsItBeforeAndWithTheMessage()
    {
        var page = await fixture.OpenAsync($"/chat/{Guid.NewGuid():n}", width: 375);
        await page.Locator("#chat-picture").SetInputFilesAsync(TestScans.Picture);
        await page.Locator("img.preview").WaitForAsync();
        await page.Locator("#no-picture").ClickAsync();
        await Assertions.Expect(page.Locator("img.preview")).ToHaveCountAsync(0);
        await page.Locator("#chat-picture").SetInputFilesAsync(TestScans.Picture);
        await page.Locator("img.preview").WaitForAsync();
        Assert.True(await PageChecks.FitsAsync(page));

        await page.Locator("#chat-text").FillAsync("이 유리병 어떻게 버려?");
        await page.Locator("#chat-text").PressAsync("Enter");

        await Assertions.Expect(page.Locator("li.said img")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("img.preview")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("li.answered .md")).ToContainTextAsync("유리");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Older_MoreThanAPageHolds_AreShownWhenAskedFor()
    {
        var page = await fixture.OpenAsync();
        // Pages of one message.
        await page.RouteAsync("**/api/v1/chat/*/messages?*", route => route.ContinueAsync(
            new() { Url = route.Request.Url.Replace("limit=100", "limit=1", StringComparison.Ordinal) }));
        await ConsoleFixture.GoAsync(page, $"/chat/{fixture.Conversation}");
        await Assertions.Expect(page.Locator("li.answered")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("li.said")).ToHaveCountAsync(0);

        await page.Locator("#older").ClickAsync();

        await Assertions.Expect(page.Locator("ol.chat > li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("li.said p").First).ToHaveTextAsync(TestChat.Message);
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Route_OfAMessage_IsShownWithItsReasons()
    {
        var page = await fixture.OpenAsync("/chat", locale: "ko-KR");
        await page.Locator("#route summary").ClickAsync();
        await page.Locator("#route input[name=text]").FillAsync("이번 주 미팅 뭐 있지");
        await page.Locator("#route-ask").ClickAsync();

        await Assertions.Expect(page.Locator("#route dl")).ToContainTextAsync("calendar.search");
        await Assertions.Expect(page.Locator("#route dl code")).ToContainTextAsync("date_from");
        await Assertions.Expect(page.Locator("#route ul li").First).ToBeVisibleAsync();
        Assert.Empty(await PageChecks.EnglishAsync(page));

        await page.Locator("#route input[name=text]").FillAsync("네!");
        await page.Locator("#route input[name=draft]").CheckAsync();
        await page.Locator("#route-ask").ClickAsync();
        await Assertions.Expect(page.Locator("#route dl")).ToContainTextAsync("confirm");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Stop_TurnThatAsksWhere_EndsItAndSaysSo()
    {
        var page = await fixture.OpenAsync($"/chat/{Guid.NewGuid():n}");
        await page.Locator("#chat-text").FillAsync("근처 재활용 센터 알려줘");
        await page.Locator("#chat-text").PressAsync("Enter");
        await page.Locator("#chat-place").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator("li.answered").GetByText("Stopped")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#chat-place")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("form button.primary")).ToHaveTextAsync("Send");
        await page.Context.CloseAsync();
    }

    // Under its own id: whoever presses twice does not ask twice.
    [RequiresFact(Counterparts.Browser)]
    public async Task Again_OfAnAnswerThatFailed_SendsTheSameMessage()
    {
        var page = await fixture.OpenAsync();
        var sent = new TaskCompletionSource<JsonNode>();
        var asked = "";
        await page.RouteAsync($"**/api/v1/chat/{fixture.Conversation}/messages*", async route =>
        {
            if (route.Request.Method == "POST")
            {
                sent.TrySetResult(JsonNode.Parse(route.Request.PostData!)!);
                await route.FulfillAsync(new() { Status = 409, ContentType = "application/json", Body = "{}" });
                return;
            }

            var response = await route.FetchAsync();
            var body = JsonNode.Parse(await response.TextAsync())!;
            body["items"]![0]!["state"] = "failed";
            asked = body["items"]![1]!["clientId"]!.ToString();
            await route.FulfillAsync(new() { Response = response, Body = body.ToJsonString() });
        });
        await ConsoleFixture.GoAsync(page, $"/chat/{fixture.Conversation}");

        await page.Locator("li.answered").GetByText("Try again").ClickAsync();

        var again = await sent.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((asked, TestChat.Message), (again["clientId"]!.ToString(), again["message"]!.ToString()));
        await page.Context.CloseAsync();
    }

    // What an answer says is no sign of it: the server knows.
    [RequiresTheory(Counterparts.Browser)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Draft_AsTheServerSays_IsConfirmedByAButton(bool waits)
    {
        var page = await fixture.OpenAsync();
        var sent = new TaskCompletionSource<string>();
        await page.RouteAsync($"**/api/v1/chat/{fixture.Conversation}/messages*", async route =>
        {
            if (route.Request.Method == "POST")
            {
                sent.TrySetResult(route.Request.PostData!);
                await route.FulfillAsync(new() { Status = 409, ContentType = "application/json", Body = "{}" });
                return;
            }

            var response = await route.FetchAsync();
            var body = JsonNode.Parse(await response.TextAsync())!;
            body["draftWaits"] = waits;
            body["items"]![0]!["content"] = "Say 'yes' or '확인'.";
            await route.FulfillAsync(new() { Response = response, Body = body.ToJsonString() });
        });

        await ConsoleFixture.GoAsync(page, $"/chat/{fixture.Conversation}");
        await Assertions.Expect(page.Locator("li.answered .md")).ToContainTextAsync("Say");

        await Assertions.Expect(page.Locator("#confirm-draft")).ToHaveCountAsync(waits ? 1 : 0);
        if (waits)
        {
            await page.Locator("#confirm-draft").ClickAsync();
            Assert.Equal(
                "Yes", JsonNode.Parse(await sent.Task.WaitAsync(TimeSpan.FromMinutes(1)))!["message"]!.ToString());
        }

        await page.Context.CloseAsync();
    }

    [GeneratedRegex(@"/api/v1/runs(\?|$)")]
    private static partial Regex Runs();
}
