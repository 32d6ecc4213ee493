namespace OpsFlow.Platform.Store;

/// <summary>Where the store keeps its data.</summary>
public sealed class StoreOptions
{
    /// <summary>Folder for the SQLite file and the encryption keys. Default: <c>data</c> under the working directory.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Name of the SQLite file within <see cref="DataFolder"/>. Default: <c>opsflow.db</c>.</summary>
    public string SqliteFile { get; set; } = "opsflow.db";

    /// <summary>Npgsql connection string; when set, PostgreSQL is used and SQLite is not touched.</summary>
    public string? PostgresConnectionString { get; set; }

    /// <summary>
    /// Folder of the encryption keys. Default: <c>keys</c> within <see cref="DataFolder"/>. Several replicas that share
    /// one PostgreSQL need one shared folder, else one cannot read the secrets that another wrote.
    /// </summary>
    public string? KeyFolder { get; set; }

    /// <summary>How long a writer waits for another process's write lock (SQLite). Default 30 s, 1 s to 10 min.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal StoreOptions Frozen()
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(DataFolder))
        {
            errors.Add($"{nameof(DataFolder)} is empty");
        }

        if (string.IsNullOrWhiteSpace(SqliteFile) || Path.GetFileName(SqliteFile) != SqliteFile)
        {
            errors.Add($"{nameof(SqliteFile)} must be a plain file name");
        }

        if (BusyTimeout < TimeSpan.FromSeconds(1) || BusyTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add($"{nameof(BusyTimeout)} must be 1 s to 10 min");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException("Store options: " + string.Join("; ", errors));
        }

        var folder = Path.GetFullPath(DataFolder);
        return new StoreOptions
        {
            DataFolder = folder,
            SqliteFile = SqliteFile,
            PostgresConnectionString =
                string.IsNullOrWhiteSpace(PostgresConnectionString) ? null : PostgresConnectionString,
            KeyFolder = Path.GetFullPath(KeyFolder ?? Path.Combine(folder, "keys")),
            BusyTimeout = BusyTimeout,
        };
    }
}
