using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Runs;

/// <summary>The checks that hold on both engines.</summary>
public abstract class RunStartStoreTestBase : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open(TimeProvider time);

    private protected async Task CheckLifeAsync()
    {
        await using var database = Open(_time);
        var store = new RunStartStore(database, _time);
        var start = RunStart.Of("w-1", "Flow", "queue", new { Text = "a" }) with
        {
            Summary = "one",
            Keywords = new Dictionary<string, string> { ["Server"] = "shop" },
        };

        Assert.True(await AddAsync(database, store, start));
        Assert.False(await AddAsync(database, store, RunStart.Of("w-1", "Flow", "queue", 2)));
        Assert.Empty(await store.ListDueAsync(10, default));

        _time.Advance(RunStartStore.Grace);
        var due = Assert.Single(await store.ListDueAsync(10, default));
        Assert.Equal(start.RequestId, due.RequestId);
        Assert.Equal("a", due.Input.GetProperty("Text").GetString());
        Assert.Equal("shop", due.Keywords["Server"]);

        await store.RemoveAsync([due], default);
        Assert.Empty(await store.ListDueAsync(10, default));
        var third = RunStart.Of("w-1", "Flow", "queue", 3);
        Assert.True(await AddAsync(database, store, third));
        Assert.Equal(third.RequestId, await WithdrawAsync("w-1"));
        Assert.Null(await WithdrawAsync("w-1"));
        Assert.Equal((0L, 0L), await store.CountAsync(default));

        Task<string?> WithdrawAsync(string workflow) => database.InTransactionAsync(
            (connection, transaction, ct) => RunStartStore.WithdrawAsync(connection, transaction, workflow, ct),
            default);
    }

    private protected async Task CheckPostponedAsync()
    {
        await using var database = Open(_time);
        var store = new RunStartStore(database, _time);
        var start = RunStart.Of("w-1", "Flow", "queue", 1);
        await AddAsync(database, store, start);
        var delays = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            await store.PostponeAsync(start, "away", default);
            var from = _time.GetUtcNow();
            while ((await store.ListDueAsync(10, default)).Count == 0)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            delays.Add((_time.GetUtcNow() - from).TotalSeconds);
        }

        Assert.Equal([2, 8, 18, 32, 50, 60, 60], delays);
    }

    private protected async Task CheckRolledBackAsync()
    {
        await using var database = Open(_time);
        var store = new RunStartStore(database, _time);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                await store.AddAsync(connection, transaction, RunStart.Of("w-1", "Flow", "queue", 1), ct);
                throw new InvalidOperationException();
            },
            default));
        _time.Advance(RunStartStore.Grace);

        Assert.Empty(await store.ListDueAsync(10, default));
    }

    private static Task<bool> AddAsync(Database database, RunStartStore store, RunStart start) =>
        database.InTransactionAsync(
            (connection, transaction, ct) => store.AddAsync(connection, transaction, start, ct), default);
}
