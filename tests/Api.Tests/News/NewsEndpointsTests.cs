using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OpsFlow.Api.Tests.News;

public sealed class NewsEndpointsTests
{
    [Fact]
    public async Task News_FeedsOfTwoSources_AreCollectedOnceAndPaged()
    {
        using var folder = new TempFolder();
        var port = FreePort.Next();
        await using var feeds = WebApplication.CreateSlimBuilder().Build();
        feeds.Urls.Add($"http://127.0.0.1:{port}");
        var day = DateTimeOffset.UtcNow.AddDays(-1);
        feeds.MapGet("/a", () => Results.Text(Feed("A", day, "one", "two", "three"), "application/rss+xml"));
        feeds.MapGet("/b", () => Results.Text(Feed("B", day, "three?utm_medium=rss", "four"), "application/rss+xml"));
        await feeds.StartAsync();
        await using var app = await AppProcess.StartAsync(folder.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_NEWS_FEEDS"] =
                $"green=http://127.0.0.1:{port}/a other=http://127.0.0.1:{port}/gone tech=http://127.0.0.1:{port}/b",
        });
        await Until.TrueAsync(
            async () => (await app.Http.PostAsync("api/v1/schedules/news-feeds/run", null)).IsSuccessStatusCode,
            "the schedule");

        // An empty answer is kept for a minute like any other: each question is one that was not asked before.
        var limit = 4;
        JsonArray news = [];
        await Until.TrueAsync(
            async () => (news = (await PageAsync(app, $"limit={limit++}"))["news"]!.AsArray()).Count == 4, "news");
        Assert.Equal(["one", "two", "three", "four"], news.Select(n => n!["title"]!.ToString()));
        var first = await PageAsync(app, "limit=3&category=green");
        Assert.Equal(3, first["news"]!.AsArray().Count);
        var rest = await PageAsync(app, $"limit=3&category=green&cursor={first["next"]}");
        Assert.Empty(rest["news"]!.AsArray());
        using var wrong = await app.Http.GetAsync("api/v1/news?cursor=x");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private static async Task<JsonObject> PageAsync(AppProcess app, string query) =>
        (await app.Http.GetFromJsonAsync<JsonObject>($"api/v1/news?{query}"))!;

    private static string Feed(string title, DateTimeOffset newest, params string[] items) =>
        $"<rss version=\"2.0\"><channel><title>{title}</title>"
        + string.Concat(items.Select((item, i) =>
            $"<item><title>{item.Split('?')[0]}</title><link>https://news.example/{item}</link>"
            + $"<pubDate>{newest.AddMinutes(-i - (title == "B" ? 10 : 0)):R}</pubDate></item>"))
        + "</channel></rss>";
}
