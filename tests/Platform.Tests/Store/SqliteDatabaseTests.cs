using Dapper;
using Microsoft.Data.Sqlite;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Tests.Store;

public sealed class SqliteDatabaseTests : DatabaseTestBase
{
    [Fact]
    public Task InTransactionAsync_ManyWritersInTwoInstances_LosesNoUpdate() => CheckParallelIncrementsAsync();

    [Fact]
    public Task InTransactionAsync_WorkThrows_RollsBack() => CheckRollbackAsync();

    [Fact]
    public Task MigrateAsync_StepFails_LeavesNothingBehind() => CheckFailingMigrationAsync();

    [Fact]
    public Task MigrateAsync_SchemaOfAnotherVersion_IsRefused() => CheckAlteredAndUnknownMigrationsAsync();

    [Fact]
    public async Task MigrateAsync_EmbeddedSet_Applies()
    {
        await using var database = new Database(
            new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        await database.MigrateAsync(default);
    }

    [Fact]
    public async Task WithConnectionAsync_Write_IsRefused()
    {
        await using var database = Open(Counter);
        await Assert.ThrowsAsync<SqliteException>(() => database.WithConnectionAsync(
            (c, _) => c.ExecuteAsync("INSERT INTO counter (id, n) VALUES ('a', 1)"), default));
    }

    [Fact]
    public async Task WithConnectionAsync_Always_UsesWalAndFullSync()
    {
        await using var database = Open(Counter);
        Assert.Equal(("wal", 2L, 1L), await database.WithConnectionAsync(
            async (c, _) => (
                await c.ExecuteScalarAsync<string>("PRAGMA journal_mode"),
                await c.ExecuteScalarAsync<long>("PRAGMA synchronous"),
                await c.ExecuteScalarAsync<long>("PRAGMA foreign_keys")),
            default));
    }

    [Fact]
    public async Task InTransactionAsync_Nested_IsRefusedInsteadOfWaitingForItself()
    {
        await using var database = Open(Counter);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.InTransactionAsync(
            (_, _, _) => database.InTransactionAsync((_, _, _) => Task.CompletedTask, default), default));
    }

    private protected override Database Open(params Migration[] migrations) =>
        new(new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System,
            migrations);
}
