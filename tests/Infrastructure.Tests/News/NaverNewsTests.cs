using System.Net;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.News;

namespace OpsFlow.Infrastructure.Tests.News;

public sealed class NaverNewsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ReadAsync_Answer_GivesPlainTextsAndSendsTheKeys()
    {
        HttpRequestMessage? asked = null;
        var item = Assert.Single(await ReadAsync(
            """
            {"items":[{"title":"<b>분리배출</b> &quot;확대&quot;","originallink":"https://press.example/1",
            "link":"https://n.news.example/1","description":"내일부터","pubDate":"Sun, 01 Mar 2026 09:00:00 +0900"},
            null,{"title":"","link":"https://press.example/2"},{"title":"a","link":"ftp://press.example"}]}
            """,
            request => asked = request));
        Assert.Equal(
            new NewsItem("press.example", "분리배출 \"확대\"", "내일부터", new("https://press.example/1"),
                new(2026, 3, 1, 9, 0, 0, TimeSpan.FromHours(9))),
            item);
        Assert.Equal(
            "/v1/search/news.json?query=%EB%B6%84%EB%A6%AC%EB%B0%B0%EC%B6%9C&display=100&sort=date",
            asked!.RequestUri!.PathAndQuery);
        Assert.Equal(["id"], asked.Headers.GetValues("X-Naver-Client-Id"));
        Assert.Equal(["secret"], asked.Headers.GetValues("X-Naver-Client-Secret"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"items\":{}}")]
    [InlineData("<html>")]
    public async Task ReadAsync_SomethingElse_SaysSo(string body) =>
        await Assert.ThrowsAsync<NewsException>(() => ReadAsync(body));

    private static async Task<IReadOnlyList<NewsItem>> ReadAsync(string body, Action<HttpRequestMessage>? see = null)
    {
        using var http = new HttpClient(new ScriptedHandler(request =>
        {
            see?.Invoke(request);
            return ScriptedHandler.Json(HttpStatusCode.OK, body);
        }));
        var settings = new NewsSettings { NaverClientId = "id", NaverClientSecret = "secret" };
        return await new NaverNews(http, settings, "environment", "분리배출", new FakeTimeProvider(Now))
            .ReadAsync(default);
    }
}
