using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace OpsFlow.Samples.Demo;

/// <summary>The calls of OpsFlow's HTTP API that a demonstration needs. Each may be repeated.</summary>
internal sealed class OpsFlowClient : IDisposable
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;

    public OpsFlowClient(Uri url, string adminKey)
    {
        _http = new HttpClient { BaseAddress = url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Registers a server, or brings the one of that name up to date.</summary>
    public async Task RegisterAsync(JsonObject server, CancellationToken token)
    {
        var known = await SendAsync(() => new(HttpMethod.Get, "api/v1/servers"), token);
        var id = known["items"]!.AsArray()
            .FirstOrDefault(s => s!["name"]!.ToString() == server["name"]!.ToString())?["id"]?.ToString();
        var (method, url) = id is null
            ? (HttpMethod.Post, "api/v1/servers")
            : (HttpMethod.Put, $"api/v1/servers/{id}");
        await SendAsync(() => new(method, url) { Content = JsonContent.Create(server) }, token);
    }

    /// <summary>Reports an error. The same key again is the same analysis.</summary>
    /// <returns>The analysis's id.</returns>
    public async Task<string> ReportAsync(JsonObject report, string idempotencyKey, CancellationToken token)
    {
        var answer = await SendAsync(
            () => new(HttpMethod.Post, "api/v1/webhook/error")
            {
                Content = JsonContent.Create(report),
                Headers = { { "Idempotency-Key", idempotencyKey } },
            },
            token);
        return answer["analysisId"]?.ToString()
            ?? throw new DemoException($"the webhook answered {answer.ToJsonString()}");
    }

    public Task<JsonObject> AnalysisAsync(string id, CancellationToken token) =>
        SendAsync(() => new(HttpMethod.Get, $"api/v1/analyses/{id}"), token);

    /// <summary>All events of a run from its first to its last, over as many connections as it takes.</summary>
    /// <param name="run">The run, such as <c>analyses/ID</c>.</param>
    /// <param name="isGone">Whether there is nothing left to connect to.</param>
    public IAsyncEnumerable<SseItem<string>> EventsAsync(string run, Func<bool> isGone, CancellationToken token) =>
        FollowAsync($"api/v1/{run}/events", isGone, token);

    /// <summary>All events of a stream from its first to its last, over as many connections as it takes.</summary>
    /// <param name="path">The stream.</param>
    /// <param name="isGone">Whether there is nothing left to connect to.</param>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        string path, Func<bool> isGone, [EnumeratorCancellation] CancellationToken token)
    {
        var last = "";
        while (true)
        {
            var events = EventsAfterAsync(path, last, token).GetAsyncEnumerator(token);
            await using (events.ConfigureAwait(false))
            {
                while (await NextAsync(events, isGone))
                {
                    if (events.Current.EventType == "end")
                    {
                        yield break;
                    }

                    last = events.Current.EventId ?? last;
                    if (events.Current.EventType != "heartbeat")
                    {
                        yield return events.Current;
                    }
                }
            }

            await Task.Delay(s_retryAfter, token);
        }
    }

    /// <summary>Sends a request as often as the answer is "unavailable", as a sender of reports should.</summary>
    public async Task<JsonObject> SendAsync(Func<HttpRequestMessage> make, CancellationToken token)
    {
        while (true)
        {
            using var request = make();
            using var response = await _http.SendAsync(request, token);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(s_retryAfter, token);
                continue;
            }

            var text = await response.Content.ReadAsStringAsync(token);
            return response.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject json
                ? json
                : throw new DemoException($"{request.RequestUri} answered {(int)response.StatusCode} {text}");
        }
    }

    // False at the end of a connection, also of one that broke.
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, Func<bool> isGone)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (!isGone()
            && e is IOException or HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable })
        {
            return false;
        }
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAfterAsync(
        string path, string last, [EnumeratorCancellation] CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last.Length > 0)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        response.EnsureSuccessStatusCode();
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            yield return new("", "end");
            yield break;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(token))
        {
            yield return item;
        }
    }
}
