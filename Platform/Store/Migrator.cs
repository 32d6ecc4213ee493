using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace OpsFlow.Platform.Store;

/// <summary>Applies migrations in one transaction under a lock that spans processes.</summary>
internal static class Migrator
{
    // Any constant will do, so long as every replica uses the same one.
    private const long PostgresLock = 0x4F7073466C6F77; // "OpsFlow"

    public static async Task ApplyAsync(
        DbConnection connection,
        DatabaseKind kind,
        IReadOnlyList<Migration> migrations,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var transaction = kind == DatabaseKind.Sqlite
            ? ((SqliteConnection)connection).BeginTransaction(deferred: false)
            : await connection.BeginTransactionAsync(cancellationToken);
        if (kind == DatabaseKind.Postgres)
        {
            await connection.ExecuteAsync(
                "SELECT pg_advisory_xact_lock(@key)", new { key = PostgresLock }, transaction);
        }

        await connection.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number BIGINT PRIMARY KEY,
                name TEXT NOT NULL,
                checksum TEXT NOT NULL,
                applied_at BIGINT NOT NULL)
            """,
            transaction: transaction);
        var applied = (await connection.QueryAsync<(long Number, string Name, string Checksum)>(
            "SELECT number, name, checksum FROM schema_migrations", transaction: transaction))
            .ToDictionary(row => row.Number);
        foreach (var unknown in applied.Keys.Except(migrations.Select(m => (long)m.Number)).Order())
        {
            throw new StoreException(
                $"The database has migration {unknown:D4} ({applied[unknown].Name}), which this version does not know: "
                + "it was written by a newer version.");
        }

        foreach (var migration in migrations)
        {
            if (applied.TryGetValue(migration.Number, out var row))
            {
                if (row.Checksum != migration.Checksum)
                {
                    throw new StoreException(
                        $"Migration {migration.Number:D4} ({migration.Name}) was changed after it had been applied. "
                        + "Add a new migration instead.");
                }

                continue;
            }

            await connection.ExecuteAsync(migration.Sql, transaction: transaction);
            await connection.ExecuteAsync(
                "INSERT INTO schema_migrations (number, name, checksum, applied_at) "
                    + "VALUES (@Number, @Name, @Checksum, @At)",
                new
                {
                    Number = (long)migration.Number,
                    migration.Name,
                    migration.Checksum,
                    At = time.GetUtcNow().ToUnixTimeMilliseconds(),
                },
                transaction);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
