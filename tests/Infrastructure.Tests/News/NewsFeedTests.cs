using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.News;

namespace OpsFlow.Infrastructure.Tests.News;

public sealed class NewsFeedTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ReadAsync_Rss_GivesPlainTexts()
    {
        var item = Assert.Single(await ReadAsync(
            """
            <rss version="2.0"><channel><title>Green &amp; Clean</title>
              <item><title>New &lt;b&gt;bins&lt;/b&gt;</title><link>https://news.example/1?utm_source=rss</link>
                <description>&lt;p&gt;In  Seoul&amp;nbsp;now.&lt;/p&gt;</description>
                <pubDate>Sun, 01 Mar 2026 10:00:00 +0900</pubDate></item>
              <item><title>No address</title></item>
              <item><title>Script</title><link>javascript:alert(1)</link></item>
            </channel></rss>
            """));
        Assert.Equal(
            new NewsItem("Green & Clean", "New bins", "In Seoul now.", new("https://news.example/1?utm_source=rss"),
                new(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(9))),
            item);
    }

    [Fact]
    public async Task ReadAsync_AtomWithADateToCome_IsNews()
    {
        var item = Assert.Single(await ReadAsync(
            """
            <feed xmlns="http://www.w3.org/2005/Atom"><title>Atoms</title><id>a</id>
              <updated>2026-02-01T00:00:00Z</updated>
              <entry><id>1</id><title>One</title><updated>2030-01-01T00:00:00Z</updated>
                <link href="https://news.example/one"/><content type="html">&lt;i&gt;Text&lt;/i&gt;</content></entry>
            </feed>
            """));
        Assert.Equal(("One", "Text", Now), (item.Title, item.Summary, item.PublishedAt));
    }

    [Fact]
    public async Task ReadAsync_DateThatCannotBeRead_IsNow() => Assert.Equal(
        Now,
        Assert.Single(await ReadAsync(
            """
            <rss version="2.0"><channel><title>T</title><item><title>A</title><link>https://news.example/a</link>
            <pubDate>yesterday</pubDate></item></channel></rss>
            """)).PublishedAt);

    [Theory]
    [InlineData("not xml")]
    [InlineData("<html><body>Moved</body></html>")]
    [InlineData("""
        <!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
        <rss version="2.0"><channel><title>&b;</title></channel></rss>
        """)]
    [InlineData("""<!DOCTYPE x SYSTEM "file:///etc/passwd"><rss version="2.0"><channel/></rss>""")]
    [InlineData("<rss version=\"2.0\"><channel><item>")]
    public async Task ReadAsync_SomethingElse_SaysSo(string body) =>
        await Assert.ThrowsAsync<NewsException>(() => ReadAsync(body));

    [Fact]
    public async Task ReadAsync_TooLargeOrRefused_SaysSo()
    {
        Assert.Contains(
            "more than", (await Assert.ThrowsAsync<NewsException>(() => ReadAsync(new string(' ', 5 << 20)))).Message);
        Assert.Contains(
            "404",
            (await Assert.ThrowsAsync<NewsException>(() => ReadAsync("", HttpStatusCode.NotFound))).Message);
    }

    private static async Task<IReadOnlyList<NewsItem>> ReadAsync(
        string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var http = new HttpClient(new ScriptedHandler(_ => new HttpResponseMessage(status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/xml"),
        }));
        var feed = new NewsFeed(http, "green", new("https://feeds.example/rss"), new FakeTimeProvider(Now));
        return await feed.ReadAsync(default);
    }
}
