using System.Net;
using System.Text.Json.Nodes;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Infrastructure.Tests.Slack;

/// <summary>Answers of Slack that an emulator does not give. Bodies as in Slack's method reference.</summary>
public sealed class SlackClientTests
{
    private static readonly SlackMessage Message = new("text", []);

    [Theory]
    [InlineData("channel_not_found", false)]
    [InlineData("invalid_auth", false)]
    [InlineData("internal_error", true)]
    [InlineData("ratelimited", true)]
    public async Task PostAsync_NotOk_ThrowsWithTheCode(string error, bool isTransient)
    {
        var client = Client(HttpStatusCode.OK, $$"""{"ok":false,"error":"{{error}}"}""");
        var e = await Assert.ThrowsAsync<SlackException>(() => client.PostAsync("C1", Message, "id", default));
        Assert.Equal((error, isTransient), (e.Error, e.IsTransient));
    }

    [Fact]
    public async Task PostAsync_TooManyRequests_WaitsAsLongAsSlackSays()
    {
        var client = Client(HttpStatusCode.TooManyRequests, "", ("Retry-After", "30"));
        var e = await Assert.ThrowsAsync<SlackException>(() => client.PostAsync("C1", Message, "id", default));
        Assert.True(e.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(30), e.RetryAfter);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"ok":"yes"}""")]
    [InlineData("""{"ok":true}""")]
    public async Task PostAsync_MalformedAnswer_IsTransient(string body)
    {
        var e = await Assert.ThrowsAsync<SlackException>(
            () => Client(HttpStatusCode.OK, body).PostAsync("C1", Message, "id", default));
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task PostAsync_ServerError_IsTransient()
    {
        var e = await Assert.ThrowsAsync<SlackException>(
            () => Client(HttpStatusCode.InternalServerError, "").PostAsync("C1", Message, "id", default));
        Assert.True(e.IsTransient);
    }

    [Theory]
    [InlineData("""{"ts":"1.1","metadata":{"event_type":"x","event_payload":{"analysis_id":"id"}}}""", "1.1")]
    [InlineData("""{"ts":"1.2","blocks":[{"type":"header","block_id":"id"}]}""", "1.2")]
    [InlineData("""{"ts":"1.3","text":"id"}""", null)]
    [InlineData("""{"ts":"1.4","metadata":"odd","blocks":"odd"}""", null)]
    public async Task FindAsync_Message_IsFoundByItsId(string message, string? expected)
    {
        var client = Client(HttpStatusCode.OK, """{"ok":true,"messages":[""" + message + """],"response_metadata":{"next_cursor":""}}""");
        Assert.Equal(expected, await client.FindAsync("C1", "id", DateTimeOffset.UnixEpoch, default));
    }

    [Fact]
    public async Task FindAsync_OnTheSecondPage_FollowsTheCursor()
    {
        var handler = new ScriptedHandler(request => ScriptedHandler.Json(
            HttpStatusCode.OK,
            request.Content!.ReadAsStringAsync().Result.Contains("cursor=next", StringComparison.Ordinal)
                ? """{"ok":true,"messages":[{"ts":"2","blocks":[{"block_id":"id"}]}]}"""
                : """{"ok":true,"messages":[],"response_metadata":{"next_cursor":"next"}}"""));
        Assert.Equal("2", await Client(handler).FindAsync("C1", "id", DateTimeOffset.UnixEpoch, default));
        Assert.Equal(2, handler.Requests.Count);
    }

    private static SlackClient Client(
        HttpStatusCode status, string body, params (string Name, string Value)[] headers) =>
        Client(new ScriptedHandler(_ => ScriptedHandler.Json(status, body, headers)));

    private static SlackClient Client(ScriptedHandler handler) =>
        new(new HttpClient(handler), new SlackOptions { ApiUrl = new("http://slack.test/api/"), BotToken = "t" });
}
