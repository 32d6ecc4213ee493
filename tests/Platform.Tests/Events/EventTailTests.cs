using System.Data.Common;
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

    [Fact]
    public async Task Follower_WhileNothingHappens_AsksNothingOfTheStore()
    {
        await using var database = Open(null);
        var counted = new CountedReads(database);
        var events = new EventStore(counted, new EventSignals(), TimeProvider.System);
        var followed = new FollowedStream("run", _ => Task.FromResult(false), TimeSpan.FromMilliseconds(5));
        var (beats, before) = (0, 0);
        await foreach (var _ in followed.ReadAsync(events, 0, default))
        {
            before = ++beats == 2 ? counted.Reads : before;
            if (beats == 20)
            {
                break;
            }
        }

        Assert.Equal(before, counted.Reads);
    }

    [Fact]
    public async Task Followers_OfOneStream_ReadItsNewsTogether()
    {
        const int many = 200;
        await using var database = Open(null);
        var counted = new CountedReads(database);
        var signals = new EventSignals();
        var events = new EventStore(counted, signals, TimeProvider.System);
        await events.AppendAsync("run", "1", "state", new { }, default);
        var seen = Enumerable.Range(0, many).Select(_ => NextAsync(events, 1)).ToList();
        await Until.TrueAsync(async () => signals.Count == many, "followers");
        var before = counted.Reads;

        await events.AppendAsync("run", "2", "state", new { }, default);

        Assert.All(await Task.WhenAll(seen), e => Assert.Equal(2, e.Seq));
        // None at all if one that was under way brought it already.
        Assert.InRange(counted.Reads - before, 0, many / 10);
    }

    private static async Task<LiveEvent> NextAsync(EventStore events, long after)
    {
        var followed = new FollowedStream("run", _ => Task.FromResult(false), s_patience);
        return await followed.ReadAsync(events, after, default).FirstAsync(e => e.Seq > 0);
    }

    private static (EventStore Events, EventSignals Signals) Store(IDatabase database)
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
            var next = NextAsync(events, i - 1);
            await Until.TrueAsync(async () => signals.Count == 1, "follower");
            await elsewhere.AppendAsync("other", $"{i}", "state", new { }, default);
            await elsewhere.AppendAsync("run", $"{i}", "state", new { }, default);
            Assert.Equal(i, (await next).Seq);
        }

        await tail.StopAsync(default);
    }

    private sealed class CountedReads(IDatabase inner) : IDatabase
    {
        public int Reads { get; private set; }

        public DatabaseKind Kind => inner.Kind;

        public Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

        public Task<T> WithConnectionAsync<T>(
            Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        {
            Reads++;
            return inner.WithConnectionAsync(work, cancellationToken);
        }

        public Task<T> InTransactionAsync<T>(
            Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
            inner.InTransactionAsync(work, cancellationToken);

        public Task InTransactionAsync(
            Func<DbConnection, DbTransaction, CancellationToken, Task> work, CancellationToken cancellationToken) =>
            inner.InTransactionAsync(work, cancellationToken);

        public Task<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
            inner.OpenConnectionAsync(cancellationToken);
    }
}
