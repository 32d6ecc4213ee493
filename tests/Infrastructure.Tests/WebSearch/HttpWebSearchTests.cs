using System.Net;
using System.Text.Json.Nodes;
using OpsFlow.Infrastructure.WebSearch;

namespace OpsFlow.Infrastructure.Tests.WebSearch;

/// <summary>The providers in the forms that they publish, and in forms that they must not have.</summary>
public sealed class HttpWebSearchTests
{
    private const string Tavily =
        """
        {"query":"재활용","follow_up_questions":null,"answer":null,"images":[],"results":[
         {"title":"분리배출 <b>안내</b>","url":"https://example.com/a","content":"페트병은 비우고\n헹군다.","score":0.9,
          "raw_content":null},
         {"title":"","url":"http://example.org/b","content":"둘","score":0.5}],"response_time":1.2}
        """;

    private const string Serper =
        """
        {"searchParameters":{"q":"x","gl":"kr","hl":"ko","type":"search"},"organic":[
         {"title":"하나","link":"https://example.com/a","snippet":"내용","position":1},
         {"title":"하나 더","link":"https://example.com/a","snippet":"같은 곳","position":2}],"credits":1}
        """;

    [Fact]
    public async Task SearchAsync_Tavily_SendsAndReadsItsForm()
    {
        var (hits, request, body) = await SearchAsync(WebSearchProvider.Tavily, Tavily);

        Assert.Equal(
            [
                new("분리배출 <b>안내</b>", new("https://example.com/a"), "페트병은 비우고 헹군다."),
                new WebHit("example.org", new("http://example.org/b"), "둘"),
            ],
            hits);
        Assert.Equal("https://api.tavily.com/search", request.RequestUri!.AbsoluteUri);
        Assert.Equal("Bearer k-1", $"{request.Headers.Authorization}");
        Assert.Equal(("재활용 방법", 5), (body["query"]!.ToString(), body["max_results"]!.GetValue<int>()));
    }

    [Fact]
    public async Task SearchAsync_Serper_SendsAndReadsItsForm()
    {
        var (hits, request, body) = await SearchAsync(WebSearchProvider.Serper, Serper);

        Assert.Equal([new("하나", new("https://example.com/a"), "내용")], hits);
        Assert.Equal("https://google.serper.dev/search", request.RequestUri!.AbsoluteUri);
        Assert.Equal(["k-1"], request.Headers.GetValues("X-API-KEY"));
        Assert.Equal(("재활용 방법", "kr"), (body["q"]!.ToString(), body["gl"]!.ToString()));
    }

    [Theory]
    [InlineData("""{"results":[{"title":"x","url":"javascript:alert(1)","content":"a"}]}""")]
    [InlineData("""{"results":[{"title":"x","url":"file:///etc/passwd"},{"title":"y"},null,5,[]]}""")]
    [InlineData("""{"results":[{"title":"x","url":"https://user:pw@example.com/"}]}""")]
    [InlineData("""{"results":[{"title":"x","url":"/relative"},{"title":"x","url":7}]}""")]
    [InlineData("""{"results":{}}""")]
    [InlineData("{}")]
    public async Task SearchAsync_WhatIsNoPage_IsLeftOut(string answer) =>
        Assert.Empty((await SearchAsync(WebSearchProvider.Tavily, answer)).Hits);

    [Theory]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("")]
    public Task SearchAsync_SomethingElse_SaysSo(string answer) => Assert.ThrowsAsync<WebSearchException>(
        () => SearchAsync(WebSearchProvider.Tavily, answer));

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task SearchAsync_NoSuccess_SaysSoWithoutTheKey(HttpStatusCode status)
    {
        var e = await Assert.ThrowsAsync<WebSearchException>(
            () => SearchAsync(WebSearchProvider.Serper, "{}", status));
        Assert.DoesNotContain("k-1", $"{e}");
    }

    [Fact]
    public async Task SearchAsync_LongTexts_AreCutAndFiveAreTaken()
    {
        var items = string.Join(',', Enumerable.Range(0, 100).Select(i =>
            $$"""
            {"title":"{{new string('가', 500)}}","url":"https://e.com/{{i}}","content":"{{new string('나', 900)}}"}
            """));
        var (hits, _, _) = await SearchAsync(WebSearchProvider.Tavily, $$"""{"results":[{{items}}]}""");
        Assert.Equal(5, hits.Count);
        Assert.All(hits, h => Assert.True(h.Title.Length <= 120 && h.Text.Length <= 600));
    }

    [Fact]
    public Task SearchAsync_AnswerWithoutEnd_IsRefused() => Assert.ThrowsAsync<WebSearchException>(
        () => SearchAsync(WebSearchProvider.Tavily, new string(' ', 2 * 1024 * 1024)));

    private static async Task<(IReadOnlyList<WebHit> Hits, HttpRequestMessage Request, JsonNode Body)> SearchAsync(
        WebSearchProvider provider, string answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        HttpRequestMessage? asked = null;
        var body = "";
        using var http = new HttpClient(new ScriptedHandler(request =>
        {
            asked = request;
            body = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
            return ScriptedHandler.Json(status, answer);
        }));
        var hits = await new HttpWebSearch(http, new() { Provider = provider, Key = "k-1" })
            .SearchAsync("재활용\n방법", "ko", default);
        return (hits, asked!, JsonNode.Parse(body)!);
    }
}
