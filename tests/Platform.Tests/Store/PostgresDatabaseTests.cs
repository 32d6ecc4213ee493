using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Store;

[Collection(PostgresCollection.Name)]
public sealed class PostgresDatabaseTests : DatabaseTestBase
{
    private readonly Lazy<string> _database;

    public PostgresDatabaseTests(PostgresCluster cluster) => _database = new(cluster.NewDatabase);

    [RequiresFact(Counterparts.Postgres)]
    public Task InTransactionAsync_ManyWritersInTwoInstances_LosesNoUpdate() => CheckParallelIncrementsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task InTransactionAsync_WorkThrows_RollsBack() => CheckRollbackAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task MigrateAsync_StepFails_LeavesNothingBehind() => CheckFailingMigrationAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task MigrateAsync_SchemaOfAnotherVersion_IsRefused() => CheckAlteredAndUnknownMigrationsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public async Task MigrateAsync_EmbeddedSetInTwoInstancesAtOnce_AppliesOnce()
    {
        var options = new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = _database.Value };
        await using var one = new Database(options, TimeProvider.System);
        await using var two = new Database(options, TimeProvider.System);
        await Task.WhenAll(one.MigrateAsync(default), two.MigrateAsync(default));
    }

    private protected override Database Open(params Migration[] migrations) => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = _database.Value },
        TimeProvider.System,
        migrations);
}
