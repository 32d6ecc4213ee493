using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Store;

/// <summary>The checks that hold on both engines.</summary>
public abstract class DatabaseTestBase : IDisposable
{
    private protected static readonly Migration Counter =
        new(1, "counter", "CREATE TABLE counter (id TEXT PRIMARY KEY, n BIGINT NOT NULL);");

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open(params Migration[] migrations);

    private protected async Task CheckParallelIncrementsAsync()
    {
        // Two instances, as two processes would have: the gate of one does not hold for the other.
        await using var one = Open(Counter);
        await using var two = Open(Counter);
        await Task.WhenAll(one.MigrateAsync(default), two.MigrateAsync(default));
        await one.InTransactionAsync(
            (c, t, _) => c.ExecuteAsync("INSERT INTO counter (id, n) VALUES ('a', 0)", transaction: t), default);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => IncrementAsync(i % 2 == 0 ? one : two))));

        Assert.Equal(60, await ReadAsync(two));
    }

    private protected async Task CheckRollbackAsync()
    {
        await using var database = Open(Counter);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.InTransactionAsync(
            async (c, t, _) =>
            {
                await c.ExecuteAsync("INSERT INTO counter (id, n) VALUES ('a', 1)", transaction: t);
                throw new InvalidOperationException();
            },
            default));

        Assert.Equal(0, await database.WithConnectionAsync(
            (c, _) => c.ExecuteScalarAsync<long>("SELECT count(*) FROM counter"), default));
    }

    private protected async Task CheckFailingMigrationAsync()
    {
        await using (var broken = Open(
            Counter, new Migration(2, "bad", "CREATE TABLE other (id TEXT); SELECT nonsense FROM nowhere;")))
        {
            await Assert.ThrowsAnyAsync<DbException>(() => broken.MigrateAsync(default));
        }

        await using var good = Open(Counter, new Migration(2, "good", "CREATE TABLE other (id TEXT);"));
        await good.MigrateAsync(default);
    }

    private protected async Task CheckAlteredAndUnknownMigrationsAsync()
    {
        await using (var first = Open(Counter, new Migration(2, "b", "CREATE TABLE b (id TEXT);")))
        {
            await first.MigrateAsync(default);
        }

        await using var older = Open(Counter);
        Assert.Contains(
            "newer version", (await Assert.ThrowsAsync<StoreException>(() => older.MigrateAsync(default))).Message);
        await using var altered = Open(Counter, new Migration(2, "b", "CREATE TABLE c (id TEXT);"));
        Assert.Contains(
            "changed", (await Assert.ThrowsAsync<StoreException>(() => altered.MigrateAsync(default))).Message);
    }

    private protected static Task IncrementAsync(Database database) => database.InTransactionAsync(
        async (c, t, _) =>
        {
            var n = await c.ExecuteScalarAsync<long>(
                "SELECT n FROM counter WHERE id = 'a'"
                    + (database.Kind == DatabaseKind.Postgres ? " FOR UPDATE" : string.Empty),
                transaction: t);
            await c.ExecuteAsync("UPDATE counter SET n = @n WHERE id = 'a'", new { n = n + 1 }, t);
        },
        default);

    private protected static Task<long> ReadAsync(Database database) => database.WithConnectionAsync(
        (c, _) => c.ExecuteScalarAsync<long>("SELECT n FROM counter WHERE id = 'a'"), default);
}
