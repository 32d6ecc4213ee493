using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Runs;

[Collection(PostgresCollection.Name)]
public sealed class PostgresRunStartStoreTests(PostgresCluster cluster) : RunStartStoreTestBase
{
    [RequiresFact(Counterparts.Postgres)]
    public Task ListDueAsync_FromAddToRemove_GivesWhatIsPending() => CheckLifeAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task PostponeAsync_Again_WaitsLonger() => CheckPostponedAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task AddAsync_RolledBack_LeavesNothing() => CheckRolledBackAsync();

    private protected override Database Open(TimeProvider time) => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = cluster.NewDatabase() }, time);
}
