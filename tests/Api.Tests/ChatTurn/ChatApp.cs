using System.Net;
using System.Net.ServerSentEvents;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>What the tests of conversations say to the program over HTTP.</summary>
internal static class ChatApp
{
    public static async Task<string> SayAsync(
        this HttpClient http, string session, string message, string? clientId = null, object? location = null)
    {
        using var response = await http.TrySayAsync(session, message, clientId, location);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
    }

    public static Task<HttpResponseMessage> TrySayAsync(
        this HttpClient http, string session, string message, string? clientId = null, object? location = null) =>
        http.PostAsJsonAsync(
            $"api/v1/chat/{session}/messages",
            new { clientId = clientId ?? Guid.NewGuid().ToString("n"), message, location });

    public static async Task<List<(long Id, string Kind, JsonObject Data)>> ShowAsync(
        this HttpClient http, string session, string message, byte[] picture)
    {
        using var response = await http.PostAsJsonAsync(
            $"api/v1/chat/{session}/messages",
            new { clientId = Guid.NewGuid().ToString("n"), message, image = Convert.ToBase64String(picture) });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await http.TurnEventsAsync(
            (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString());
    }

    /// <summary>Says it and waits for the end.</summary>
    /// <returns>The last event.</returns>
    public static async Task<(string Kind, JsonObject Data)> AskAsync(
        this HttpClient http, string session, string message, object? location = null)
    {
        var events = await http.TurnEventsAsync(await http.SayAsync(session, message, null, location));
        return (events[^1].Kind, events[^1].Data);
    }

    /// <summary>The events after a number, to the end; heartbeats and the end of the stream left out.</summary>
    public static async Task<List<(long Id, string Kind, JsonObject Data)>> TurnEventsAsync(
        this HttpClient http, string job, long after = 0, Func<string, JsonObject, Task>? onEventAsync = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/chat/jobs/{job}/events?after={after}");
        using var response = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        var events = new List<(long, string, JsonObject)>();
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return events;
        }

        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            if (item.EventType is "heartbeat" or "end")
            {
                continue;
            }

            var data = JsonNode.Parse(item.Data)!.AsObject();
            events.Add(
                (long.Parse(item.EventId!, System.Globalization.CultureInfo.InvariantCulture), item.EventType, data));
            if (onEventAsync is not null)
            {
                await onEventAsync(item.EventType, data);
            }
        }

        return events;
    }

    /// <summary>The text that a client shows: tokens joined, what was taken back left out.</summary>
    public static string Shown(this IEnumerable<(long Id, string Kind, JsonObject Data)> events)
    {
        var text = "";
        foreach (var (_, kind, data) in events)
        {
            text = kind == "reset" ? "" : kind == "token" ? text + data["text"] : text;
        }

        return text;
    }

    public static async Task<JsonArray> MessagesAsync(this HttpClient http, string session) =>
        (await http.GetFromJsonAsync<JsonObject>($"api/v1/chat/{session}/messages"))!["items"]!.AsArray();
}
