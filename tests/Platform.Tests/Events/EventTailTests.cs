using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Events;

[Collection(PostgresCollection.Name)]
public sealed class EventTailTests(PostgresCluster cluster) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Follower_WhenAnotherProcessAppendsToTheFile_IsWoken() => CheckAsync(null);

    // As nothing listens here, each notification is lost.
    [RequiresFact(Counterparts.Postgres)]
    public Task Follower_WhenANotificationIsLost_IsWoken() => CheckAsync(cluster.NewDatabase());

    [Fact]
    public async Task Follower_OfAStreamThatEnds_GetsEachEventOnceAndTheEnd()
    {
        await using var database = Open(null);
        var (events, signals) = Store(database);
        var isOver = false;
        var followed = new FollowedStream("run", _ => Task.FromResult(isOver), TimeSpan.FromMilliseconds(20));
        await events.AppendAsync("run", "1", "state", new { at = 1 }, default);
        await events.AppendAsync("run", "2", "state", new { at = 2 }, default);
        var seen = new List<string>();
        await foreach (var e in followed.ReadAsync(events, 1, default))
        {
            seen.Add($"{e.Kind} {e.Seq}");
            if (e == FollowedStream.Beat && seen.Count == 4)
            {
                // Silence before, which is told of; then the last.
                isOver = true;
                await events.AppendAsync("run", "3", "state", new { at = 3 }, default);
            }
        }

        Assert.Equal(
            ["heartbeat 0", "state 2", "heartbeat 0", "heartbeat 0", "state 3", "end 0"], seen);
        Assert.Equal(0, signals.Count);
    }

    private static (EventStore Events, EventSignals Signals) Store(Database database)
    {
        var signals = new EventSignals();
        return (new EventStore(database, signals, TimeProvider.System), signals);
    }

    private Database Open(string? postgres) => new(
        new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = postgres }, TimeProvider.System);

    private async Task CheckAsync(string? postgres)
    {
        await using var database = Open(postgres);
        var (events, signals) = Store(database);
        using var tail = new EventTail(database, signals, TimeProvider.System, NullLogger<EventTail>.Instance);
        await tail.StartAsync(default);
        await using var theirs = Open(postgres);
        var (elsewhere, _) = Store(theirs);

        for (var i = 1; i <= 3; i++)
        {
            var next = events.WaitAsync("run", i - 1, s_patience, default);
            await Until.TrueAsync(async () => signals.Count == 1, "follower");
            await elsewhere.AppendAsync("other", $"{i}", "state", new { }, default);
            await elsewhere.AppendAsync("run", $"{i}", "state", new { }, default);
            Assert.Equal(i, Assert.Single(await next).Seq);
        }

        await tail.StopAsync(default);
    }
}
