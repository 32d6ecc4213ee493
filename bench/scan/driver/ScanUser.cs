using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OpsFlow.Bench.Scan;

/// <summary>A user who scans and follows what happens, and comes back when the connection breaks.</summary>
internal sealed class ScanUser(HttpClient http, byte[] picture, Results results)
{
    private static readonly string[] s_expected = ["10", "11", "20", "21", "30", "31", "40", "41", "51"];
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    public async Task ScanAsync(string key, CancellationToken token)
    {
        var started = Stopwatch.GetTimestamp();
        var id = await SendAsync(key, hint: null, token);
        var seen = new List<string>();
        var isEnd = false;
        while (!isEnd)
        {
            try
            {
                isEnd = await FollowAsync(id, seen, token);
            }
            catch (Exception e) when (e is HttpRequestException or IOException && !token.IsCancellationRequested)
            {
                results.Broken();
            }

            if (!isEnd)
            {
                await Task.Delay(s_again, token);
            }
        }

        results.Completed(Stopwatch.GetElapsedTime(started), seen.SequenceEqual(s_expected));
    }

    /// <summary>Sends the picture until it is taken.</summary>
    /// <returns>The scan.</returns>
    public async Task<string> SendAsync(string key, string? hint, CancellationToken token)
    {
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                var file = new ByteArrayContent(picture);
                file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
                var form = new MultipartFormDataContent { { file, "image", "photo.jpg" } };
                if (hint is not null)
                {
                    form.Add(new StringContent(hint), "hint");
                }

                using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/scans")
                {
                    Content = form,
                    Headers = { { "Idempotency-Key", key } },
                };
                using var response = await http.SendAsync(request, token);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    results.Submitted(Stopwatch.GetElapsedTime(started));
                    return (await response.Content.ReadFromJsonAsync<JsonObject>(token))!["jobId"]!.ToString();
                }
            }
            catch (HttpRequestException) when (!token.IsCancellationRequested)
            {
                results.Broken();
            }

            await Task.Delay(s_again, token);
        }
    }

    private async Task<bool> FollowAsync(string id, List<string> seen, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/scans/{id}/events");
        if (seen.Count > 0)
        {
            request.Headers.Add("Last-Event-ID", seen[^1]);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return true;
        }

        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(token);
        var isLive = false;
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(token))
        {
            switch (item.EventType)
            {
                case "end":
                    return true;
                case "heartbeat":
                    isLive = true;
                    break;
                default:
                    seen.Add(item.EventId!);
                    if (isLive && JsonNode.Parse(item.Data)!["at"] is { } at)
                    {
                        results.Delayed(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - at.GetValue<long>());
                    }

                    break;
            }
        }

        return false;
    }
}
