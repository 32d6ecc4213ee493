using System.Net.Http.Headers;

namespace OpsFlow.Scenarios.Support;

/// <summary>What tests ask of the emulated Slack.</summary>
public sealed class EmulatedSlack : IDisposable
{
    private readonly HttpClient _http;

    public EmulatedSlack(Uri url)
    {
        Url = url;
        _http = new HttpClient { BaseAddress = url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "xoxb-tests");
    }

    public Uri Url { get; }

    public async Task<bool> IsUpAsync()
    {
        try
        {
            using var response = await _http.PostAsync("auth.test", null);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Makes a channel.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateChannelAsync(string name) =>
        (await CallAsync("conversations.create", new() { ["name"] = name }))["channel"]!["id"]!.ToString();

    /// <summary>The messages of a channel, newest first, without the emulator's own ("has joined").</summary>
    public async Task<IReadOnlyList<JsonObject>> MessagesAsync(string channel) =>
        [.. (await CallAsync(
            "conversations.history", new() { ["channel"] = channel, ["limit"] = 100 }))["messages"]!.AsArray()
            .Select(m => m!.AsObject()).Where(m => m["blocks"] is not null)];

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> CallAsync(string method, JsonObject body)
    {
        using var response = await _http.PostAsJsonAsync(method, body);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.True(answer["ok"]!.GetValue<bool>(), $"{method}: {answer.ToJsonString()}");
        return answer;
    }
}
