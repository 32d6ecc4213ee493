using Temporal.DevServer.Executions;
using Temporal.DevServer.Histories;
using Temporal.DevServer.Storage;

namespace Temporal.DevServer.Tests.Executions;

public sealed class ExecutionCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cache-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(5, 1000, 5)]
    [InlineData(1000, 10 * 1024 * 1024, 6)]
    public async Task Sweep_TooManyOrTooLarge_KeepsThoseUsedLast(int capacity, int bytesEach, int kept)
    {
        await using var store = SqliteStore.Open(Path.Combine(_folder, "a.db"));
        var cache = new ExecutionCache(store, capacity);
        for (var i = 0; i < 20; i++)
        {
            var entry = await cache.AcquireAsync("n", $"w{i}");
            var run = cache.AddNew(entry, Run($"w{i}"));
            run.State.State.HistorySize = bytesEach;
            await store.WriteAsync([new RunWrite(run.Ref.Key, isNew: true, run.State)], entry);
            ExecutionCache.Release(entry);
            // The system's count of milliseconds, by which the order is told, must go on.
            await Task.Delay(20);
        }

        // What was used a moment ago is left alone, so that it takes a while.
        for (var until = DateTime.UtcNow.AddSeconds(60); cache.Count > kept && DateTime.UtcNow < until; await Task.Delay(100))
        {
            cache.Sweep();
        }

        Assert.Equal(kept, cache.Count);
        var last = await cache.AcquireAsync("n", "w19");
        Assert.Single(last.Runs);
        ExecutionCache.Release(last);
        var first = await cache.AcquireAsync("n", "w0");
        Assert.Empty(first.Runs);
        Assert.Equal("w0", cache.Find(first, null)!.State.State.WorkflowId);
        ExecutionCache.Release(first);
    }

    private static MutableState Run(string id)
    {
        var run = MutableState.Start(
            new StartInput
            {
                Namespace = "n",
                WorkflowId = id,
                RunId = Guid.NewGuid().ToString(),
                WorkflowType = "T",
                TaskQueue = "q",
                RequestId = "r",
            },
            DateTime.UtcNow.Ticks);
        run.ScheduleFirstWorkflowTask();
        return run;
    }
}
