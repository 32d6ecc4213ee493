using System.Data.Common;

namespace OpsFlow.Platform.Store;

/// <summary>
/// Open connections to the store. The schema is brought up to date before the first connection is handed out.
/// </summary>
public interface IDatabase
{
    /// <summary>The engine in use, for the few statements that must differ.</summary>
    DatabaseKind Kind { get; }

    /// <summary>
    /// Applies the migrations that are missing. Safe to call often and from several processes at once.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Runs a read. On SQLite the connection refuses writes: they belong in a transaction.</summary>
    Task<T> WithConnectionAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken);

    /// <summary>
    /// Runs a write in one transaction, committed when <paramref name="work"/> returns and rolled back when it throws.
    /// On SQLite writers take turns, so keep the work short and do no other IO within. Pass the transaction to Dapper.
    /// A nested call is refused. On PostgreSQL a deadlock or serialization failure runs <paramref name="work"/> again.
    /// </summary>
    Task<T> InTransactionAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken);

    /// <summary>As the other overload, without a result.</summary>
    Task InTransactionAsync(
        Func<DbConnection, DbTransaction, CancellationToken, Task> work,
        CancellationToken cancellationToken);

    /// <summary>
    /// Opens a connection that the caller owns and disposes, for long-lived uses such as LISTEN on PostgreSQL.
    /// </summary>
    Task<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken);
}
