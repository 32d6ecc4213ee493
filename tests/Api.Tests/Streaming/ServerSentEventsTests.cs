using System.Net.ServerSentEvents;

namespace OpsFlow.Api.Tests.Streaming;

[Collection(AppFixture.Name)]
public sealed class ServerSentEventsTests(AppFixture fixture)
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
}
