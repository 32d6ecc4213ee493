using Microsoft.Extensions.Time.Testing;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Tests.Histories;

namespace OpsFlow.Engine.Tests.Executions;

public sealed class ExecutionCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cache-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Sweep_OfAnIdleClosedWorkflow_TakesItOutOfMemory()
    {
        await using var store = SqliteStore.Open(Path.Combine(_folder, "a.db"));
        var cache = new ExecutionCache(store, 100, _time);
        await AddAsync(cache, store, "open", _ => { });
        await AddAsync(cache, store, "closed", run => run.Terminate("enough", null, "test"));
        _time.Advance(TimeSpan.FromMilliseconds(900));
        cache.Sweep();
        Assert.Equal(2, cache.Count);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        cache.Sweep();

        Assert.Equal(1, cache.Count);
        var closed = await cache.AcquireAsync("n", "closed");
        Assert.Empty(closed.Runs);
        Assert.False(cache.Find(closed, null)!.State.IsRunning);
        cache.Release(closed);
        var open = await cache.AcquireAsync("n", "open");
        Assert.Single(open.Runs);
        cache.Release(open);
    }

    [Fact]
    public async Task Sweep_OfAWorkflowWithEventsThatAreNotWritten_LeavesIt()
    {
        await using var store = SqliteStore.Open(Path.Combine(_folder, "a.db"));
        var cache = new ExecutionCache(store, 0, _time);
        await AddAsync(cache, store, "w", _ => { });
        var entry = await cache.AcquireAsync("n", "w");
        var run = cache.Find(entry, null)!;
        run.State.StartWorkflowTask("worker", "request");
        run.State.Keep();
        cache.Release(entry);
        _time.Advance(TimeSpan.FromMinutes(1));

        cache.Sweep();
        Assert.Equal(1, cache.Count);

        await store.WriteAsync([new RunWrite(run.Ref.Key, isNew: false, run.State)], entry);
        cache.Sweep();
        Assert.Equal(0, cache.Count);
    }

    [Theory]
    [InlineData(5, 1000, 5)]
    [InlineData(1000, 10 * 1024 * 1024, 6)]
    public async Task Sweep_TooManyOrTooLarge_KeepsThoseUsedLast(int capacity, int bytesEach, int kept)
    {
        await using var store = SqliteStore.Open(Path.Combine(_folder, "a.db"));
        var cache = new ExecutionCache(store, capacity, _time);
        for (var i = 0; i < 20; i++)
        {
            await AddAsync(cache, store, $"w{i}", run => run.State.HistorySize = bytesEach);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        cache.Sweep();
        // What was used a moment ago is left alone.
        Assert.Equal(20, cache.Count);
        _time.Advance(TimeSpan.FromSeconds(3));
        cache.Sweep();

        Assert.Equal(kept, cache.Count);
        var last = await cache.AcquireAsync("n", "w19");
        Assert.Single(last.Runs);
        cache.Release(last);
        var first = await cache.AcquireAsync("n", "w0");
        Assert.Empty(first.Runs);
        Assert.Equal("w0", cache.Find(first, null)!.State.State.WorkflowId);
        cache.Release(first);
    }

    private static async Task AddAsync(ExecutionCache cache, SqliteStore store, string id, Action<MutableState> change)
    {
        var entry = await cache.AcquireAsync("n", id);
        var run = cache.AddNew(entry, Runs.New(id));
        change(run.State);
        await store.WriteAsync([new RunWrite(run.Ref.Key, isNew: true, run.State)], entry);
        cache.Release(entry);
    }
}
