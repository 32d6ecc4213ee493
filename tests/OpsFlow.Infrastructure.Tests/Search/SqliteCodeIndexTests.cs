using OpsFlow.Infrastructure.Store;

namespace OpsFlow.Infrastructure.Tests.Search;

public sealed class SqliteCodeIndexTests : CodeIndexTestBase
{
    [Fact]
    public Task SearchAsync_Words_FindsTheFunction() => CheckSearchAsync();

    [Fact]
    public Task IndexAsync_OneBlobChanged_ReadsOnlyIt() => CheckIncrementalAsync();

    [Fact]
    public Task CollectGarbageAsync_OldCommit_ForgetsItsOwnBlobs() => CheckGarbageAsync();

    [Fact]
    public Task IndexAsync_FourAtOnce_GivesOneIndex() => CheckParallelAsync();

    private protected override Database Open() =>
        new(new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System);
}
