using System.Net.WebSockets;

namespace OpsFlow.Scenarios.Webhook;

/// <summary>
/// The live events of an analysis: replayed from where a client was, ended by a last event, then 204.
/// </summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Events_OfAFinishedAnalysis_AreReplayedFromAnyPoint()
    {
        using var data = new TempFolder();
        using var folder = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path);
        var api = new OpsFlowApi(app.Http);
        var id = await api.ReportAsync(await PlainShop.RegisterAsync(api, folder.Path, "streamed"));
        // Followed from the beginning while it happens, until its end.
        var live = api.EventsAsync(id);
        var shown = await api.WaitForStateAsync(id, "AwaitingApproval");
        await api.DecideAsync(id, "reject", shown["patchHash"]!.ToString(), "no");
        var all = (await live.WaitAsync(TimeSpan.FromMinutes(4)))!;
        var ids = all.Select(e => e.Id).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains(all, e => e.Data.Contains("AwaitingApproval", StringComparison.Ordinal));
        Assert.Contains("Rejected", all[^1].Data, StringComparison.Ordinal);

        Assert.Equal(all, await api.EventsAsync(id));
        for (var i = 0; i < ids.Count - 1; i++)
        {
            Assert.Equal(all.Skip(i + 1), await api.EventsAsync(id, ids[i]));
            Assert.Equal(all.Skip(i + 1), await api.EventsAsync(id, after: ids[i]));
        }

        Assert.Null(await api.EventsAsync(id, ids[^1]));
        Assert.Null(await api.EventsAsync(id, after: ids[^1]));
        // The header is newer than the address: a browser sends both when it comes back.
        Assert.Null(await api.EventsAsync(id, ids[^1], ids[0]));
        Assert.Equal(all.Skip(1), await ReadSocketAsync(api, id, ids[0]));
    }

    private static async Task<List<(long Id, string Kind, string Data)>> ReadSocketAsync(
        OpsFlowApi api, string id, long after)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", api.Http.DefaultRequestHeaders.Authorization!.ToString());
        var path = new Uri(api.Http.BaseAddress!, $"api/v1/analyses/{id}/events?after={after}");
        await socket.ConnectAsync(new UriBuilder(path) { Scheme = "ws" }.Uri, default);
        var events = new List<(long, string, string)>();
        var buffer = new byte[100_000];
        while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: WebSocketMessageType.Text } got)
        {
            var message = JsonNode.Parse(buffer.AsSpan(0, got.Count))!;
            if (message["id"] is { } number)
            {
                events.Add(((long)number, message["event"]!.ToString(), message["data"]!.ToJsonString()));
            }
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        return events;
    }
}
