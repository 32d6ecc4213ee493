namespace OpsFlow.Api.Tests.Streaming;

/// <summary>Streams whose caller may not be there any more.</summary>
[Collection(AppFixture.Name)]
public sealed class RevokedStreamTests(AppFixture fixture)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Follow_KeyRevoked_IsCutOffWhileAnotherGoesOn()
    {
        var ((revoked, id), (kept, _)) = (await AddKeyAsync(), await AddKeyAsync());
        using var cut = await OpenAsync(revoked);
        using var open = await OpenAsync(kept);
        await using var cutBody = await cut.Content.ReadAsStreamAsync();
        await using var openBody = await open.Content.ReadAsStreamAsync();
        var end = ReadToEndAsync(cutBody);
        var other = ReadToEndAsync(openBody);

        using var deleted = await fixture.App.Http.DeleteAsync($"api/v1/keys/{id}");

        deleted.EnsureSuccessStatusCode();
        await end.WaitAsync(s_patience);
        Assert.False(other.IsCompleted);
    }

    private static async Task ReadToEndAsync(Stream body)
    {
        var buffer = new byte[4096];
        while (await body.ReadAsync(buffer) > 0)
        {
            // Heartbeats.
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/analyses/events")
        {
            Headers = { Authorization = new("Bearer", key) },
        };
        var response = await fixture.App.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return response;
    }

    private async Task<(string Key, string Id)> AddKeyAsync()
    {
        using var response = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/keys", new { name = $"stream {Guid.NewGuid():n}", scopes = new[] { "read" } });
        response.EnsureSuccessStatusCode();
        var added = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return (added["key"]!.ToString(), added["details"]!["id"]!.ToString());
    }
}
