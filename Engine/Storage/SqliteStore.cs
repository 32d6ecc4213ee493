namespace OpsFlow.Engine.Storage;

/// <summary>
/// The database. All writes go through one thread, which puts whatever waits into one transaction: concurrent callers
/// share one flush of the disk. Reads go through connections of their own.
/// </summary>
internal sealed partial class SqliteStore : IAsyncDisposable
{
    private const int RunKeyShift = 20;
    private const int MaximumBatch = 512;

    private readonly DatabaseLock _lock;
    private readonly bool _deleteOnClose;
    private readonly string _path;
    private readonly BatchQueue<Commit> _queue = new();
    private readonly Thread _thread;
    private readonly Failpoints _failpoints;
    /// <summary>
    /// Held while a transaction begins or commits. Where the two meet, SQLite sleeps for a millisecond or more and
    /// tries again, which is longer than a transaction takes.
    /// </summary>
    private readonly Lock _gate = new();

    private readonly KnownWorkflows _known = new();
    private SqliteDatabase _writer;
    private bool _writerIsBroken;
    private long _lastRunKey;

    private SqliteStore(string path, DatabaseLock databaseLock, bool temporary, Failpoints failpoints)
    {
        _path = path;
        _lock = databaseLock;
        _deleteOnClose = temporary;
        _failpoints = failpoints;
        _writer = OpenWriter();
        try
        {
            Schema.Migrate(_writer);
            var last = _writer.Prepare("SELECT coalesce(max(run_key), 0) FROM executions");
            last.Step();
            _lastRunKey = last.Long(0);
            last.Reset();
            LoadKnown();
        }
        catch
        {
            _writer.Dispose();
            throw;
        }

        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    public Failpoints Failpoints => _failpoints;

    /// <summary>How many workflow ids are held in memory; nearly, as some may have the same hash.</summary>
    public int KnownWorkflowIds => _known.Count;

    /// <summary>The database's file.</summary>
    public string DatabasePath => _path;

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file; null for one that is deleted in the end.</param>
    /// <param name="failpoints">Where to break, in tests.</param>
    public static SqliteStore Open(string? path, Failpoints? failpoints = null)
    {
        var temporary = path is null;
        path ??= Path.Combine(Path.GetTempPath(), $"temporal-dev-server-{Guid.NewGuid():N}.db");
        var databaseLock = DatabaseLock.Take(path);
        try
        {
            return new SqliteStore(path, databaseLock, temporary, failpoints ?? new Failpoints());
        }
        catch (StoreException e)
        {
            databaseLock.Dispose();
            throw new StoreException(
                $"The database {path} {(e.IsDamage ? "is damaged" : "cannot be opened")}: {e.Message}", e, e.IsDamage);
        }
    }

    public long NextRunKey() => Interlocked.Increment(ref _lastRunKey);

    /// <summary>Queues writes of one transaction; the task ends when they are on disk.</summary>
    /// <param name="writes">The runs.</param>
    /// <param name="owner">Whose later writes must fail when this one does.</param>
    public Task WriteAsync(IReadOnlyList<RunWrite> writes, IWriteOwner owner)
    {
        var commit = new Commit(writes, owner, null);
        Enqueue(commit);
        return commit.Task;
    }

    /// <summary>Queues any other change.</summary>
    public Task WriteAsync(Action<SqliteDatabase> action)
    {
        var commit = new Commit([], null, action);
        Enqueue(commit);
        return commit.Task;
    }

    private void Enqueue(Commit commit)
    {
        if (!_queue.TryAdd(commit))
        {
            commit.Fail(new StoreException("The server is stopping."));
        }
    }

    private SqliteDatabase OpenWriter()
    {
        var writer = new SqliteDatabase(_path, readOnly: false);
        try
        {
            writer.Execute("PRAGMA journal_mode = WAL");
            // FULL: an answer is given only when the write is on the disk, not in the system's cache.
            writer.Execute($"PRAGMA synchronous = {(_deleteOnClose ? "OFF" : "FULL")}");
            writer.Execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000");
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Corrects what a start found out of date.</summary>
    public Task WriteDueAsync(IReadOnlyList<(long RunKey, long Due)> runs) => WriteAsync(database =>
    {
        foreach (var (runKey, due) in runs)
        {
            database.Prepare("UPDATE executions SET due = ? WHERE run_key = ?").Bind(1, due).Bind(2, runKey).Run();
        }
    });

    public Task WriteRecordAsync(string kind, string namespaceName, string id, byte[] record) => WriteAsync(database =>
        database.Prepare("INSERT OR REPLACE INTO records (kind, namespace, id, record) VALUES (?, ?, ?, ?)")
            .Bind(1, kind).Bind(2, namespaceName).Bind(3, id).Bind(4, record).Run());

    public Task DeleteRecordAsync(string kind, string namespaceName, string id) => WriteAsync(database =>
        database.Prepare("DELETE FROM records WHERE kind = ? AND namespace = ? AND id = ?")
            .Bind(1, kind).Bind(2, namespaceName).Bind(3, id).Run());

    /// <summary>Takes a run and its history away.</summary>
    public async Task DeleteRunAsync(long runKey)
    {
        (string Namespace, string WorkflowId)? deleted = null;
        await WriteAsync(database =>
        {
            var run = database.Prepare("SELECT namespace, workflow_id FROM executions WHERE run_key = ?")
                .Bind(1, runKey);
            deleted = run.Step() ? (run.Text(0), run.Text(1)) : null;
            run.Reset();
            database.Prepare("DELETE FROM executions WHERE run_key = ?").Bind(1, runKey).Run();
            database.Prepare("DELETE FROM history WHERE id BETWEEN ? AND ?")
                .Bind(1, runKey << RunKeyShift).Bind(2, ((runKey + 1) << RunKeyShift) - 1).Run();
        }).ConfigureAwait(false);
        // After the commit: until then a reader finds it.
        if (deleted is { } last)
        {
            _known.Remove(last.Namespace, last.WorkflowId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _lock.Dispose();
        if (_deleteOnClose)
        {
            // Nobody else knows its name, so that the lock may go with it.
            foreach (var suffix in new[] { "", "-wal", "-shm", DatabaseLock.Suffix })
            {
                File.Delete(_path + suffix);
            }
        }
    }
}
