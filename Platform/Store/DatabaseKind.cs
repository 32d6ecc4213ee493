namespace OpsFlow.Platform.Store;

/// <summary>The engine behind an <see cref="IDatabase"/>.</summary>
public enum DatabaseKind
{
    /// <summary>A SQLite file on this machine.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,
}
