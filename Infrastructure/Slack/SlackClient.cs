using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFlow.Infrastructure.Slack;

/// <summary>The few Web API calls that are used. Source: Slack's method reference.</summary>
public sealed class SlackClient(HttpClient http, SlackOptions options)
{
    private const string EventType = "opsflow_analysis";
    private const int HistoryPages = 5;

    /// <summary>Whether messages can be posted.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(options.BotToken);

    /// <summary>Posts a message that carries an id, by which it can be found again.</summary>
    /// <param name="message">Text and blocks.</param>
    /// <param name="answerTo">A message in whose thread it goes, and into the channel as well; null for none.</param>
    /// <returns>The channel's id and the message's timestamp.</returns>
    public async Task<(string Channel, string Ts)> PostAsync(
        string channel, SlackMessage message, string id, CancellationToken cancellationToken, string? answerTo = null)
    {
        var body = Body(channel, message, id);
        if (answerTo is not null)
        {
            body["thread_ts"] = answerTo;
            body["reply_broadcast"] = true;
        }

        var answer = await CallAsync("chat.postMessage", JsonContent.Create(body), cancellationToken);
        return (Text(answer, "channel") ?? channel, Text(answer, "ts") ?? throw Malformed("chat.postMessage"));
    }

    /// <summary>Replaces a message.</summary>
    /// <param name="ts">The message.</param>
    /// <param name="message">Text and blocks.</param>
    /// <param name="id">The id it carries.</param>
    public async Task UpdateAsync(
        string channel, string ts, SlackMessage message, string id, CancellationToken cancellationToken)
    {
        var body = Body(channel, message, id);
        body["ts"] = ts;
        await CallAsync("chat.update", JsonContent.Create(body), cancellationToken);
    }

    /// <summary>Finds a message by the id that it carries: a post whose answer was lost is not posted again.</summary>
    /// <param name="oldest">Messages before this are not looked at.</param>
    /// <returns>The message's timestamp, or null.</returns>
    public async Task<string?> FindAsync(
        string channel, string id, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < HistoryPages; page++)
        {
            using var query = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["channel"] = channel,
                ["limit"] = "200",
                ["include_all_metadata"] = "true",
                ["oldest"] = $"{oldest.ToUnixTimeSeconds()}",
                ["cursor"] = cursor ?? "",
            });
            var answer = await CallAsync("conversations.history", query, cancellationToken);
            foreach (var message in answer["messages"] as JsonArray ?? [])
            {
                // The id is also a block's, for servers that keep no metadata.
                if (Text(Child(Child(message, "metadata"), "event_payload"), "analysis_id") == id
                    || (Child(message, "blocks") as JsonArray)?.Any(b => Text(b, "block_id") == id) == true)
                {
                    return Text(message, "ts");
                }
            }

            cursor = Text(Child(answer, "response_metadata"), "next_cursor");
            if (string.IsNullOrEmpty(cursor))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Answers an interaction so that only the person who clicked sees it.</summary>
    /// <param name="responseUrl">The interaction's <c>response_url</c>.</param>
    /// <param name="text">The answer.</param>
    public async Task RespondPrivatelyAsync(Uri responseUrl, string text, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            responseUrl,
            new JsonObject { ["response_type"] = "ephemeral", ["replace_original"] = false, ["text"] = text },
            cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static JsonObject Body(string channel, SlackMessage message, string id) => new()
    {
        ["channel"] = channel,
        ["text"] = message.Text,
        ["blocks"] = message.Blocks.DeepClone(),
        ["unfurl_links"] = false,
        ["metadata"] = new JsonObject
        {
            ["event_type"] = EventType,
            ["event_payload"] = new JsonObject { ["analysis_id"] = id },
        },
    };

    private static string? Text(JsonNode? node, string name) =>
        node is JsonObject o && o[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonNode? Child(JsonNode? node, string name) => node is JsonObject o ? o[name] : null;

    private static SlackException Malformed(string method) => new(method, "malformed_answer", isTransient: true);

    private async Task<HttpResponseMessage> SendAsync(
        string name, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new SlackException(name, $"unreachable ({e.Message})", isTransient: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlackException(name, "no answer in time", isTransient: true);
        }
    }

    // Always a POST: every method takes one, while only Slack itself also answers a GET.
    private async Task<JsonObject> CallAsync(string name, HttpContent body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiUrl, name)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.BotToken);
        using var response = await SendAsync(name, request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new SlackException(name, "ratelimited", isTransient: true, response.Headers.RetryAfter?.Delta);
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new SlackException(name, $"HTTP {(int)response.StatusCode}", isTransient: true);
        }

        JsonObject? answer;
        try
        {
            answer = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        }
        catch (JsonException)
        {
            throw Malformed(name);
        }

        if (answer?["ok"] is JsonValue ok && ok.TryGetValue<bool>(out var succeeded) && succeeded)
        {
            return answer;
        }

        var error = Text(answer, "error") ?? "unknown_error";
        throw new SlackException(
            name, error,
            isTransient: error is "internal_error" or "service_unavailable" or "fatal_error" or "ratelimited"
                or "request_timeout" or "unknown_error",
            needed: Text(answer, "needed"));
    }
}
