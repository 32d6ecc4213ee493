using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Tests.Search;

[Collection(PostgresCollection.Name)]
public sealed class PostgresCodeIndexTests(PostgresCluster cluster) : CodeIndexTestBase
{
    [RequiresFact(Counterparts.Postgres)]
    public Task SearchAsync_Words_FindsTheFunction() => CheckSearchAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task IndexAsync_OneBlobChanged_ReadsOnlyIt() => CheckIncrementalAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task CollectGarbageAsync_OldCommit_ForgetsItsOwnBlobs() => CheckGarbageAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task IndexAsync_FourAtOnce_GivesOneIndex() => CheckParallelAsync();

    private protected override Database Open() => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = cluster.NewDatabase() },
        TimeProvider.System);
}
