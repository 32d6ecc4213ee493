using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Tests.Histories;

namespace OpsFlow.Engine.Tests.Storage;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DisposeAsync_OfATemporaryDatabase_LeavesNoFile()
    {
        string path;
        await using (var store = SqliteStore.Open(null))
        {
            path = store.DatabasePath;
            await store.WriteAsync([new RunWrite(store.NextRunKey(), isNew: true, Runs.New("w"))], new Owner());
            Assert.True(File.Exists(path));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"));
    }

    [Fact]
    public async Task DeleteRunAsync_LastRunOfAnId_ForgetsTheId()
    {
        var path = Path.Combine(_folder, "known.db");
        long first, second;
        await using (var store = SqliteStore.Open(path))
        {
            (first, second) = (store.NextRunKey(), store.NextRunKey());
            await store.WriteAsync([new RunWrite(first, isNew: true, Runs.New("w"))], new Owner());
            await store.WriteAsync([new RunWrite(second, isNew: true, Runs.New("w"))], new Owner());
            await store.WriteAsync([new RunWrite(store.NextRunKey(), isNew: true, Runs.New("v"))], new Owner());
            Assert.Equal(2, store.KnownWorkflowIds);
        }

        // A process that begins later counts the same.
        await using var again = SqliteStore.Open(path);
        Assert.Equal(2, again.KnownWorkflowIds);
        await again.DeleteRunAsync(first);
        await again.DeleteRunAsync(first);
        Assert.NotNull(again.FindRun("n", "w", null));
        Assert.Equal(2, again.KnownWorkflowIds);

        await again.DeleteRunAsync(second);
        Assert.Null(again.FindRun("n", "w", null));
        Assert.NotNull(again.FindRun("n", "v", null));
        Assert.Equal(1, again.KnownWorkflowIds);
    }

    private sealed class Owner : IWriteOwner
    {
        public bool HasFailed { get; set; }
    }
}
