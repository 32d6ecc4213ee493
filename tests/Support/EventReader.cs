using System.Net;
using System.Net.ServerSentEvents;

namespace OpsFlow.Tests.Support;

/// <summary>Reads streams of events as clients do.</summary>
public static class EventReader
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    /// <summary>The events of a stream until it is closed or so many have come; heartbeats are left out.</summary>
    /// <param name="lastEventId">The last one that the client knows, as it says so itself.</param>
    /// <returns>Null where there is nothing to come.</returns>
    public static async Task<List<SseItem<string>>?> ReadEventsAsync(
        this HttpClient http, string path, string? lastEventId = null, int most = int.MaxValue,
        Func<SseItem<string>, Task>? onEventAsync = null)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        using var response = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = new List<SseItem<string>>();
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            if (item.EventType == "heartbeat")
            {
                continue;
            }

            events.Add(item);
            if (onEventAsync is not null)
            {
                await onEventAsync(item);
            }

            if (events.Count == most)
            {
                break;
            }
        }

        return events;
    }
}
