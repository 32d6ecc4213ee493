using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Events;

public sealed class NoticeFeedTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_OfAPrivateStream_TellsOwnAndWhatIsNobodys()
    {
        await using var database = new Database(new StoreOptions { DataFolder = _folder.Path }, TimeProvider.System);
        await database.MigrateAsync(default);
        var events = new EventStore(database, new EventSignals(), TimeProvider.System);
        var feed = new NoticeFeed(events, [new NoticeStream("one", IsPrivate: true)]);
        using var end = new CancellationTokenSource();
        var told = new List<string>();

        await foreach (var e in feed.ReadAsync("mina", end.Token))
        {
            if (e == FollowedStream.Beat)
            {
                await events.AppendAsync("one", "1", "turn", new { id = "a", owner = "other" }, default);
                await events.AppendAsync("one", "2", "turn", new { id = "b", owner = "mina" }, default);
                await events.AppendAsync("one", "3", "turn", new { id = "c" }, default);
                continue;
            }

            told.Add(e.Data);
            if (told.Count == 2)
            {
                await end.CancelAsync();
            }
        }

        Assert.Equal(
            [
                """{"stream":"one","kind":"turn","data":{"id":"b","owner":"mina"}}""",
                """{"stream":"one","kind":"turn","data":{"id":"c"}}""",
            ],
            told);
    }

    [Fact]
    public async Task Read_OfTwoStreams_TellsWhatComesAfterTheFirstBeatAndEndsWhenToldTo()
    {
        await using var database = new Database(new StoreOptions { DataFolder = _folder.Path }, TimeProvider.System);
        await database.MigrateAsync(default);
        var signals = new EventSignals();
        var events = new EventStore(database, signals, TimeProvider.System);
        await events.AppendAsync("one", "before", "change", new { id = "old" }, default);
        var feed = new NoticeFeed(events, [new NoticeStream("one"), new NoticeStream("two")]);
        using var end = new CancellationTokenSource();
        var told = new List<string>();

        await foreach (var e in feed.ReadAsync("mina", end.Token))
        {
            if (e == FollowedStream.Beat)
            {
                Assert.Empty(told);
                await events.AppendAsync("one", "1", "change", new { id = "a" }, default);
                await events.AppendAsync("two", "1", "question", new { id = "b" }, default);
                continue;
            }

            Assert.Equal((NoticeFeed.Kind, 0), (e.Kind, e.Seq));
            told.Add(e.Data);
            if (told.Count == 2)
            {
                await end.CancelAsync();
            }
        }

        Assert.Equal(
            [
                """{"stream":"one","kind":"change","data":{"id":"a"}}""",
                """{"stream":"two","kind":"question","data":{"id":"b"}}""",
            ],
            told.Order(StringComparer.Ordinal));
        Assert.Equal(0, signals.Count);
    }
}
