using System.Net;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ScanChain;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>Followers that come back anywhere, also on another replica, miss nothing and see nothing twice.</summary>
public sealed class ScanStreamTests(ScanStreamFixture fixture) : IClassFixture<ScanStreamFixture>
{
    private static readonly string[] s_numbers = ["10", "11", "20", "21", "30", "31", "40", "41", "51"];

    [Fact]
    public async Task Follow_FromEveryPosition_TellsTheRestOnceAndTheEnd()
    {
        var id = await fixture.Replicas[0].ScanAsync();
        var live = await Task.WhenAll(fixture.Replicas.Select(http => http.EventsAsync(id)));
        Assert.All(live, events => Assert.Equal([.. s_numbers, null], events.Select(e => e.Id)));

        for (var i = 0; i < s_numbers.Length; i++)
        {
            foreach (var http in fixture.Replicas)
            {
                var rest = await http.EventsAsync(id, s_numbers[i]);
                Assert.Equal([.. s_numbers[(i + 1)..], null], rest.Select(e => e.Id));
                Assert.Equal("end", rest[^1].Kind);
            }
        }
    }

    [Fact]
    public async Task Follow_WhileTheScanAsks_GoesOnFromEveryPosition()
    {
        string[] asked = ["10", "11", "12"];
        string?[] places = [null, .. asked];
        string[] rest = ["13", .. s_numbers[2..]];
        var id = await fixture.Replicas[0].ScanAsync(hint: ScanStreamFixture.Doubtful);
        // From here to there and back after every event, from the first one on.
        var hopping = HopAsync(id);
        await fixture.Replicas[0].UntilAsync(id, "NeedsInput");
        var waiting = fixture.Replicas.SelectMany(http => places.Select(async after =>
        {
            var events = await http.EventsAsync(id, after);
            return (After: after, Ids: events.Select(e => e.Id));
        })).ToList();

        using (var label = await fixture.Replicas[1].PostAsJsonAsync(
            $"api/v1/scans/{id}/label", new { label = "맥주캔" }))
        {
            Assert.Equal(HttpStatusCode.OK, label.StatusCode);
        }

        Assert.Equal([.. asked, .. rest, null], await hopping);
        foreach (var (after, ids) in await Task.WhenAll(waiting))
        {
            var known = after is null ? 0 : Array.IndexOf(asked, after) + 1;
            Assert.Equal([.. asked[known..], .. rest, null], ids);
        }

        // The answer to the question is a position, too.
        foreach (var http in fixture.Replicas)
        {
            Assert.Equal([.. rest[1..], null], (await http.EventsAsync(id, "13")).Select(e => e.Id));
        }
    }

    [Fact]
    public async Task Follow_AfterRetention_TellsTheSnapshotAndTheEnd()
    {
        var id = await fixture.Replicas[0].ScanAsync();
        await fixture.Replicas[0].UntilSavedAsync(id);
        await using (var database = new Database(
            new StoreOptions { DataFolder = fixture.Data, PostgresConnectionString = null }, TimeProvider.System))
        {
            var tomorrow = new Clock(TimeSpan.FromHours(25));
            await new ScanEventRetention(database, new(database, new(), tomorrow), tomorrow)
                .RunAsync(_ => { }, default);
        }

        foreach (var http in fixture.Replicas)
        {
            foreach (var (after, expected) in new (string?, string?[])[]
            {
                (null, ["50", "51", null]), ("21", ["50", "51", null]), ("41", ["50", "51", null]),
                ("50", ["51", null]), ("51", [null]),
            })
            {
                var events = await http.EventsAsync(id, after);
                Assert.Equal(expected, events.Select(e => e.Id));
                Assert.Equal("end", events[^1].Kind);
            }

            // What there is to know of it is in the snapshot.
            var whole = await http.EventsAsync(id);
            Assert.Equal(["snapshot", "done", "end"], whole.Select(e => e.Kind));
            var stages = JsonNode.Parse(whole[0].Data)!["stages"]!.AsObject().Select(s => s.Key).Order();
            Assert.Equal(["Answer", "Reward", "Rule", "Vision"], stages);
        }
    }

    // One event a connection, each on the other replica than the one before.
    private async Task<List<string?>> HopAsync(string id)
    {
        var ids = new List<string?>();
        while (ids is not [.., null])
        {
            var read = await fixture.Replicas[ids.Count % 2].ReadEventsAsync(
                $"api/v1/scans/{id}/events", ids.LastOrDefault(), most: 1);
            ids.Add(read is [{ EventType: not "end" } item] ? item.EventId : null);
        }

        return ids;
    }

    private sealed class Clock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
