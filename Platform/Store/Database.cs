using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OpsFlow.Platform.Store;

/// <summary>The store on SQLite or PostgreSQL. One instance a process; thread-safe.</summary>
public sealed class Database : IDatabase, IAsyncDisposable
{
    private const int MaxTransactionAttempts = 5;

    private const int KeepAliveSeconds = 30;

    // True while the current async flow is inside InTransactionAsync: a nested call would wait for itself.
    private readonly AsyncLocal<bool> _inTransaction = new();

    // Guards the writer role on SQLite. Waiting here is fair and async; waiting for the file lock is neither.
    private readonly SemaphoreSlim _writer = new(1, 1);

    // Guards _migrated.
    private readonly SemaphoreSlim _migration = new(1, 1);
    private readonly string? _sqlite;
    private readonly NpgsqlDataSource? _postgres;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly int _busyTimeoutMs;
    private readonly TimeProvider _time;
    private volatile bool _migrated;

    static Database()
    {
        SQLitePCL.Batteries_V2.Init();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    /// <summary>Creates the store; the file or server is touched on first use.</summary>
    public Database(StoreOptions options, TimeProvider time)
        : this(options, time, null)
    {
    }

    internal Database(StoreOptions options, TimeProvider time, IReadOnlyList<Migration>? migrations)
    {
        var frozen = options.Frozen();
        _time = time;
        _busyTimeoutMs = (int)frozen.BusyTimeout.TotalMilliseconds;
        if (frozen.PostgresConnectionString is { } text)
        {
            Kind = DatabaseKind.Postgres;
            var postgres = new NpgsqlConnectionStringBuilder(text);
            // A firewall that drops the idle connection of LISTEN says nothing; who set a time knows better.
            if (postgres.KeepAlive == 0)
            {
                postgres.KeepAlive = KeepAliveSeconds;
            }

            _postgres = NpgsqlDataSource.Create(postgres);
        }
        else
        {
            Kind = DatabaseKind.Sqlite;
            Directory.CreateDirectory(frozen.DataFolder);
            _sqlite = new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(frozen.DataFolder, frozen.SqliteFile),
                ForeignKeys = true,
                DefaultTimeout = (int)frozen.BusyTimeout.TotalSeconds,
            }.ToString();
        }

        _migrations = migrations ?? Migration.LoadEmbedded(typeof(Database).Assembly, Kind);
    }

    /// <inheritdoc/>
    public DatabaseKind Kind { get; }

    /// <inheritdoc/>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (_migrated)
        {
            return;
        }

        await _migration.WaitAsync(cancellationToken);
        try
        {
            if (!_migrated)
            {
                await using var connection = await OpenAsync(readOnly: false, cancellationToken);
                await Migrator.ApplyAsync(connection, Kind, _migrations, _time, cancellationToken);
                _migrated = true;
            }
        }
        finally
        {
            _migration.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<T> WithConnectionAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken);
        await using var connection = await OpenAsync(readOnly: true, cancellationToken);
        return await work(connection, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<T> InTransactionAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        if (_inTransaction.Value)
        {
            throw new InvalidOperationException("InTransactionAsync was called inside InTransactionAsync.");
        }

        await MigrateAsync(cancellationToken);
        _inTransaction.Value = true;
        try
        {
            return Kind == DatabaseKind.Sqlite
                ? await RunSqliteAsync(work, cancellationToken)
                : await RunPostgresAsync(work, cancellationToken);
        }
        finally
        {
            _inTransaction.Value = false;
        }
    }

    /// <inheritdoc/>
    public Task InTransactionAsync(
        Func<DbConnection, DbTransaction, CancellationToken, Task> work,
        CancellationToken cancellationToken) =>
        InTransactionAsync(
            async (connection, transaction, token) =>
            {
                await work(connection, transaction, token);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken);
        return await OpenAsync(readOnly: true, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
        else
        {
            // Pooled handles keep the file open, and with it the -wal file.
            using var connection = new SqliteConnection(_sqlite);
            SqliteConnection.ClearPool(connection);
        }

        _writer.Dispose();
        _migration.Dispose();
    }

    private static bool MayRetry(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private async Task<T> RunSqliteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var connection = (SqliteConnection)await OpenAsync(readOnly: false, cancellationToken);

            // BEGIN IMMEDIATE: the write lock is taken now. A deferred transaction that turns from reading to writing
            // fails at once when another process wrote in between, whatever the busy timeout.
            await using var transaction = connection.BeginTransaction(deferred: false);
            var result = await work(connection, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    private async Task<T> RunPostgresAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await OpenAsync(readOnly: false, cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await work(connection, transaction, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException e) when (MayRetry(e) && attempt < MaxTransactionAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), _time, cancellationToken);
            }
        }
    }

    private async Task<DbConnection> OpenAsync(bool readOnly, CancellationToken cancellationToken)
    {
        if (_postgres is not null)
        {
            return await _postgres.OpenConnectionAsync(cancellationToken);
        }

        var connection = new SqliteConnection(_sqlite);
        try
        {
            await connection.OpenAsync(cancellationToken);

            // Settings of the connection, not of the file, so they are set on each one; pooled ones may have others.
            // synchronous=FULL: an acknowledged webhook survives a power cut.
            await connection.ExecuteAsync(
                $"PRAGMA busy_timeout={_busyTimeoutMs}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                + $"PRAGMA query_only={(readOnly ? 1 : 0)};");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
