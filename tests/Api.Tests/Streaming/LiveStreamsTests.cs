using System.Net.ServerSentEvents;
using System.Net.WebSockets;

namespace OpsFlow.Api.Tests.Streaming;

[Collection(AppFixture.Name)]
public sealed class LiveStreamsTests(AppFixture fixture)
{
    [Fact]
    public async Task Follow_NothingHappenedYet_TellsAtOnceThatItIsConnected()
    {
        using var response = await fixture.App.Http.GetAsync(
            "api/v1/analyses/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        Assert.True(response.Headers.CacheControl!.NoStore);

        await using var stream = await response.Content.ReadAsStreamAsync();
        var parser = SseParser.Create(stream);
        await foreach (var item in parser.EnumerateAsync())
        {
            Assert.Equal("heartbeat", item.EventType);
            break;
        }

        // A heartbeat is no event to come back after.
        Assert.Equal((string.Empty, TimeSpan.FromSeconds(2)), (parser.LastEventId, parser.ReconnectionInterval));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("self", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task Follow_OverAWebSocket_IsForProgramsAndOwnPages(string? origin, bool isTaken)
    {
        using var socket = new ClientWebSocket();
        var http = fixture.App.Http;
        socket.Options.SetRequestHeader("Authorization", http.DefaultRequestHeaders.Authorization!.ToString());
        if (origin is not null)
        {
            socket.Options.SetRequestHeader(
                "Origin", origin == "self" ? http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        var address = new UriBuilder(new Uri(http.BaseAddress!, "api/v1/analyses/events")) { Scheme = "ws" }.Uri;
        var connecting = socket.ConnectAsync(address, default);
        if (!isTaken)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
            return;
        }

        await connecting;
        var buffer = new byte[1000];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), default);
        Assert.Equal(
            """{"event":"heartbeat","data":{}}""", System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }
}
