using System.Globalization;
using System.Net;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>What the tests of conversations say to the program over HTTP.</summary>
internal static class ChatApp
{
    public static async Task<string> SayAsync(
        this HttpClient http, string session, string message, string? clientId = null, object? location = null,
        byte[]? picture = null)
    {
        using var response = await http.TrySayAsync(session, message, clientId, location, picture);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
    }

    public static Task<HttpResponseMessage> TrySayAsync(
        this HttpClient http, string session, string message, string? clientId = null, object? location = null,
        byte[]? picture = null) =>
        http.PostAsJsonAsync(
            $"api/v1/chat/{session}/messages",
            new
            {
                clientId = clientId ?? Guid.NewGuid().ToString("n"), message, location,
                image = picture is null ? null : Convert.ToBase64String(picture),
            });

    public static async Task<List<(long Id, string Kind, JsonObject Data)>> ShowAsync(
        this HttpClient http, string session, string message, byte[] picture) =>
        await http.TurnEventsAsync(await http.SayAsync(session, message, picture: picture));

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
        var read = await http.ReadEventsAsync(
            $"api/v1/chat/jobs/{job}/events?after={after}",
            onEventAsync: item => item.EventType == "end" || onEventAsync is null
                ? Task.CompletedTask
                : onEventAsync(item.EventType, Data(item.Data)));
        return
        [
            .. (read ?? []).Where(i => i.EventType != "end").Select(
                i => (long.Parse(i.EventId!, CultureInfo.InvariantCulture), i.EventType, Data(i.Data))),
        ];

        static JsonObject Data(string text) => JsonNode.Parse(text)!.AsObject();
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
