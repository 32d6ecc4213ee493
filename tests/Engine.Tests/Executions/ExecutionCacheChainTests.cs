using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;

namespace OpsFlow.Engine.Tests.Executions;

public sealed class ExecutionCacheChainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cache-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddNew_EarlierRunsEnd_StaysInMemoryUntilItIsOnDisk(bool written)
    {
        await using var store = SqliteStore.Open(Path.Combine(_folder, "a.db"));
        var cache = new ExecutionCache(store, 100, TimeProvider.System);
        var entry = await cache.AcquireAsync("n", "w");
        var first = cache.AddNew(entry, NewRun("one"));
        await store.WriteAsync([new RunWrite(first.Ref.Key, isNew: true, first.State)], entry);
        first.State.Begin(DateTime.UtcNow.Ticks);
        first.State.Terminate("enough", null, "test");
        first.State.Save();
        cache.AddNew(entry, NewRun("two")).State.Save();
        var disk = new TaskCompletionSource();
        entry.LastWrite = disk.Task;
        if (written)
        {
            disk.SetResult();
        }

        cache.AddNew(entry, NewRun("three")).State.Save();

        Assert.Equal(!written, entry.Runs.ContainsKey("one"));
        disk.TrySetResult();
        cache.Release(entry);
    }

    private static MutableState NewRun(string runId) => MutableState.Start(
        new StartInput
        {
            Namespace = "n", WorkflowId = "w", RunId = runId, WorkflowType = "t", TaskQueue = "q", RequestId = runId,
        },
        DateTime.UtcNow.Ticks);
}
