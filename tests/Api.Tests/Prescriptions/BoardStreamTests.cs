using System.Net;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text;
using static OpsFlow.Api.Tests.Prescriptions.PrescriptionApp;

namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>A board that follows a pharmacy's prescriptions, over both kinds of connection.</summary>
[Collection(PrescriptionFixture.Name)]
public sealed class BoardStreamTests(PrescriptionFixture fixture)
{
    private const string Path = "api/v1/prescriptions/events";

    private static readonly string s_serial = TestPharmacy.Serial(11);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private AppProcess App => fixture.App;

    [Fact]
    public async Task Events_OfAPrescription_AreReplayedAfterTheLastOneThatWasSeenAndGoOn()
    {
        fixture.Pharmacy.WriteAll([s_serial], "와파린정2밀리그램", "이부프로펜정400밀리그램");
        var item = await SuccessAsync(App, s_serial);

        var all = await ReadAsync(null, d => $"{d["state"]}" == "Success");
        Assert.Equal(["Queued", "Checking", "Generating", "Success"], all.Select(e => $"{Data(e)["state"]}"));
        // A view tells by them whose they are; names are not among what they say.
        Assert.All(all, e => Assert.Equal(
            ($"{item["id"]}", s_serial, $"{item["patient"]}"),
            ($"{Data(e)["id"]}", $"{Data(e)["serial"]}", $"{Data(e)["patient"]}")));
        Assert.DoesNotContain(all, e => e.Data.Contains(TestPharmacy.PatientName, StringComparison.Ordinal));

        var seen = all[^2].EventId!;
        Assert.Equal(all[^1].EventId, (await ReadAsync(seen, _ => true))[0].EventId);
        using var socket = await ConnectAsync(seen);
        var first = await ReceiveAsync(socket);
        Assert.Equal((all[^1].EventId, "prescription"), ($"{first["id"]}", $"{first["event"]}"));

        // What happens from now on comes by both.
        var live = ReadAsync(all[^1].EventId, d => d["decision"] is not null);
        var path = $"api/v1/prescriptions/{item["id"]}";
        var card = (await GetAsync(App, path))["cards"]![0]!["uuid"];
        Assert.Equal(
            HttpStatusCode.OK, await PostAsync(App, $"{path}/cards/{card}/decision", new { action = "acknowledge" }));
        var decided = Assert.Single(await live);
        Assert.Equal(("Acknowledge", 0), ($"{Data(decided)["decision"]!["action"]}", (int)Data(decided)["undecided"]!));
        var told = await ReceiveAsync(socket);
        Assert.Equal((decided.EventId, $"{card}"), ($"{told["id"]}", $"{told["data"]!["decision"]!["card"]}"));
    }

    private static JsonNode Data(SseItem<string> e) => JsonNode.Parse(e.Data)!;

    // The prescription's events after one, up to the first that is the last for the test.
    private async Task<List<SseItem<string>>> ReadAsync(string? after, Func<JsonNode, bool> isLast)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        using var response = await App.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        List<SseItem<string>> events = [];
        await foreach (var e in SseParser.Create(stream).EnumerateAsync(patience.Token))
        {
            if (e.EventType == "prescription" && $"{Data(e)["serial"]}" == s_serial)
            {
                events.Add(e);
                if (isLast(Data(e)))
                {
                    return events;
                }
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private async Task<ClientWebSocket> ConnectAsync(string after)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", App.Http.DefaultRequestHeaders.Authorization!.ToString());
        await socket.ConnectAsync(
            new UriBuilder(new Uri(App.Http.BaseAddress!, $"{Path}?after={after}")) { Scheme = "ws" }.Uri, default);
        return socket;
    }

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            Assert.True(received.EndOfMessage);
            var message = JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!;
            if ($"{message["event"]}" == "prescription" && $"{message["data"]!["serial"]}" == s_serial)
            {
                return message;
            }
        }
    }
}
