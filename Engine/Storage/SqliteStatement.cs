using SQLitePCL;

namespace OpsFlow.Engine.Storage;

/// <summary>A prepared statement. Parameters count from 1, columns from 0.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        raw.sqlite3_bind_int64(handle, index, value);
        return this;
    }

    public SqliteStatement Bind(int index, string value)
    {
        raw.sqlite3_bind_text(handle, index, value);
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        raw.sqlite3_bind_blob(handle, index, value);
        return this;
    }

    /// <summary>True when there is a row to read.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw database.Error(code, raw.sqlite3_sql(handle).utf8_to_string()),
        };
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        Step();
        raw.sqlite3_reset(handle);
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => handle.Dispose();
}
