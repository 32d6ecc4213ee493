using System.Net.ServerSentEvents;
using OpsFlow.Api.Tests.ChatTurn;

namespace OpsFlow.Api.Tests.Streaming;

[Collection(AppFixture.Name)]
public sealed class LiveEndpointsTests(AppFixture fixture)
{
    [Fact]
    public async Task Follow_AReportComesAndComesAgain_IsTold()
    {
        var name = $"live-{Guid.NewGuid():n}";
        using var added = await fixture.App.Http.PostAsJsonAsync("api/v1/servers", new
        {
            name, hosts = new[] { "*" }, repositoryUrl = "/nowhere",
        });
        added.EnsureSuccessStatusCode();
        using var response = await fixture.App.Http.GetAsync("api/v1/live", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using var told = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();

        // Connected from here on: nothing that comes after this beat is missed.
        Assert.True(await told.MoveNextAsync());
        Assert.Equal("heartbeat", told.Current.EventType);
        var id = await ReportAsync(name);
        await UntilToldAsync(told, "analyses", "analysis", id);
        await ReportAsync(name);
        await UntilToldAsync(told, "analyses", "occurrence", id);
        var turn = await fixture.App.Http.SayAsync($"{Guid.NewGuid():n}", "안녕!");
        await UntilToldAsync(told, "chat", "turn", turn);
    }

    [Fact]
    public async Task Follow_ATurnOfSomebodyElse_IsNotTold()
    {
        // A key of its own is a user of its own.
        using var made = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/keys", new { name = $"live-{Guid.NewGuid():n}", scopes = new[] { "read", "use" } });
        var key = (await made.Content.ReadFromJsonAsync<JsonObject>())!["key"]!.ToString();
        using var other = new HttpClient { BaseAddress = fixture.App.Http.BaseAddress };
        other.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var response = await other.GetAsync("api/v1/live", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using var told = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await told.MoveNextAsync());

        await fixture.App.Http.SayAsync($"{Guid.NewGuid():n}", "안녕!");
        var own = await other.SayAsync($"{Guid.NewGuid():n}", "안녕!");

        // They are on one stream: of the other's turn would be told before.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        JsonNode? notice = null;
        while (notice?["stream"]!.ToString() != "chat")
        {
            Assert.True(await told.MoveNextAsync().AsTask().WaitAsync(patience.Token));
            notice = told.Current.EventType == "notice" ? JsonNode.Parse(told.Current.Data) : null;
        }

        Assert.Equal(own, notice!["data"]!["id"]!.ToString());
    }

    private static async Task UntilToldAsync(
        IAsyncEnumerator<SseItem<string>> told, string stream, string kind, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await told.MoveNextAsync().AsTask().WaitAsync(patience.Token))
        {
            if (told.Current.EventType == "notice"
                && JsonNode.Parse(told.Current.Data)! is var notice
                && notice["kind"]!.ToString() == kind && notice["data"]!["id"]!.ToString() == id)
            {
                Assert.Equal(stream, notice["stream"]!.ToString());
                return;
            }
        }

        Assert.Fail($"{kind} of {id} was not told");
    }

    private async Task<string> ReportAsync(string server)
    {
        using var response = await fixture.App.Http.PostAsJsonAsync("api/v1/webhook/error", new
        {
            serverName = server, serverIp = "127.0.0.1", errorType = "java.lang.IllegalStateException",
            stackTrace = "java.lang.IllegalStateException: x\n\tat shop.Orders.find(Orders.java:7)\n",
        });
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
    }
}
