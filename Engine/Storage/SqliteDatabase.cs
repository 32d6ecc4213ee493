using SQLitePCL;

namespace OpsFlow.Engine.Storage;

/// <summary>One connection. Not safe for concurrent use.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>List filters make statements of many shapes; more than this are not kept.</summary>
    private const int MaximumStatements = 200;

    /// <summary>The rest of a result code says more precisely what happened.</summary>
    private const int PrimaryCode = 0xff;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    static SqliteDatabase() => Batteries_V2.Init();

    public SqliteDatabase(string path, bool readOnly)
    {
        var flags = readOnly
            ? raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX
            : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out _handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            _handle.Dispose();
            throw new StoreException($"Cannot open the database {path}: {raw.sqlite3_errstr(code).utf8_to_string()}");
        }

        raw.sqlite3_busy_timeout(_handle, 5000);
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Error(code, sql);
        }
    }

    /// <summary>A prepared statement, ready for new values; made once per connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= MaximumStatements)
            {
                DisposeStatements();
            }

            var code = raw.sqlite3_prepare_v2(_handle, sql, out var handle);
            if (code != raw.SQLITE_OK)
            {
                throw Error(code, sql);
            }

            _statements[sql] = statement = new SqliteStatement(this, handle);
        }

        statement.Reset();
        return statement;
    }

    public StoreException Error(int code, string what) =>
        new(
            $"{raw.sqlite3_errmsg(_handle).utf8_to_string()} (SQLite {code}) in: {what}",
            null,
            (code & PrimaryCode) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB);

    public void Dispose()
    {
        DisposeStatements();
        _handle.Dispose();
    }

    private void DisposeStatements()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}
