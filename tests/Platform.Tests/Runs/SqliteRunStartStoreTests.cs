using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Tests.Runs;

public sealed class SqliteRunStartStoreTests : RunStartStoreTestBase
{
    [Fact]
    public Task ListDueAsync_FromAddToRemove_GivesWhatIsPending() => CheckLifeAsync();

    [Fact]
    public Task PostponeAsync_Again_WaitsLonger() => CheckPostponedAsync();

    [Fact]
    public Task AddAsync_RolledBack_LeavesNothing() => CheckRolledBackAsync();

    private protected override Database Open(TimeProvider time) =>
        new(new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, time);
}
