using System.Net;
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
        var live = ReadAsync(api, id, null, null);
        var shown = await api.WaitForStateAsync(id, "AwaitingApproval");
        await api.DecideAsync(id, "reject", shown["patchHash"]!.ToString(), "no");
        var all = (await live.WaitAsync(TimeSpan.FromMinutes(4)))!;
        var ids = all.Select(e => e.Id).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains(all, e => e.Data.Contains("AwaitingApproval", StringComparison.Ordinal));
        Assert.Contains("Rejected", all[^1].Data, StringComparison.Ordinal);

        Assert.Equal(all, await ReadAsync(api, id, null, null));
        for (var i = 0; i < ids.Count - 1; i++)
        {
            Assert.Equal(all.Skip(i + 1), await ReadAsync(api, id, ids[i], null));
            Assert.Equal(all.Skip(i + 1), await ReadAsync(api, id, null, ids[i]));
        }

        Assert.Null(await ReadAsync(api, id, ids[^1], null));
        Assert.Null(await ReadAsync(api, id, null, ids[^1]));
        // The header is newer than the address: a browser sends both when it comes back.
        Assert.Null(await ReadAsync(api, id, ids[^1], ids[0]));
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

    // All events until the last one; null if the answer was 204.
    private static async Task<List<(long Id, string Kind, string Data)>?> ReadAsync(
        OpsFlowApi api, string id, long? lastEventId, long? after)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"api/v1/analyses/{id}/events{(after is null ? "" : $"?after={after}")}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", $"{lastEventId}");
        }

        using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return null;
        }

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var events = new List<(long, string, string)>();
        var (number, kind, data) = (0L, "", "");
        while (await reader.ReadLineAsync() is { } line)
        {
            var (name, value) = line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at
                ? (line[..at], line[(at + 2)..]) : (line, "");
            switch (name)
            {
                case "id":
                    number = long.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case "event":
                    kind = value;
                    break;
                case "data":
                    data = value;
                    break;
                case "" when kind == "end":
                    return events;
                case "" when kind == "heartbeat":
                    (kind, data) = ("", "");
                    break;
                case "" when kind.Length > 0:
                    events.Add((number, kind, data));
                    (kind, data) = ("", "");
                    break;
                default:
                    break;
            }
        }

        throw new InvalidDataException("the stream ended without its last event");
    }
}
