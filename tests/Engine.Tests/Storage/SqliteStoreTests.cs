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

    private sealed class Owner : IWriteOwner
    {
        public bool HasFailed { get; set; }
    }
}
