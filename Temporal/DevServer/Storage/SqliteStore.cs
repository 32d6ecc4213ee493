using System.Collections.Concurrent;
using Google.Protobuf;
using Temporal.DevServer.Timing;
using Temporalio.Api.History.V1;

namespace Temporal.DevServer.Storage;

/// <summary>
/// The database. All writes go through one thread, which puts whatever waits into one transaction: concurrent callers
/// share one flush of the disk. Reads go through connections of their own.
/// </summary>
internal sealed partial class SqliteStore : IAsyncDisposable
{
    private const int RunKeyShift = 20;
    private const int MaximumBatch = 512;

    /// <summary>Idle connections for reading; each has a page cache of up to 2 MiB.</summary>
    private const int MaximumReaders = 8;

    private readonly DatabaseLock _lock;
    private readonly bool _deleteOnClose;
    private readonly string _path;
    private readonly ConcurrentBag<SqliteDatabase> _readers = [];
    private readonly BlockingCollection<Commit> _queue = [];
    private readonly Thread _thread;
    private readonly Failpoints _failpoints;
    /// <summary>
    /// Held while a transaction begins or commits. When the two meet, SQLite sleeps and tries again, and the bundled
    /// library can only sleep for whole seconds.
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
        try
        {
            _queue.Add(commit);
        }
        catch (InvalidOperationException)
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

    /// <summary>Reads what is on disk, in one transaction.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public T Read<T>(Func<SqliteDatabase, T> read)
    {
        _failpoints.At(Failpoints.BeforeRead);
        if (!_readers.TryTake(out var reader))
        {
            reader = new SqliteDatabase(_path, readOnly: true);
        }

        T result;
        try
        {
            lock (_gate)
            {
                // The transaction begins with its first read, not with BEGIN.
                reader.Execute("BEGIN");
                reader.Prepare("PRAGMA schema_version").Run();
            }

            result = read(reader);
            reader.Execute("COMMIT");
        }
        catch
        {
            // Whatever state the connection is in now, it is not used again.
            reader.Dispose();
            throw;
        }

        if (_readers.Count < MaximumReaders)
        {
            _readers.Add(reader);
        }
        else
        {
            reader.Dispose();
        }

        return result;
    }

    /// <summary>
    /// The newest run of a workflow id, or the one with the given run id, and its history; null when there is none.
    /// </summary>
    public StoredRun? FindRun(string namespaceName, string workflowId, string? runId) =>
        _known.MayContain(namespaceName, workflowId)
            ? Read(database => FindRun(database, namespaceName, workflowId, runId))
            : null;

    /// <summary>The runs of a workflow id that a fresh process would take up.</summary>
    public List<string> FindDue(string namespaceName, string workflowId) => Read(database =>
    {
        var found = new List<string>();
        var query = database.Prepare(
            "SELECT run_id FROM executions WHERE namespace = ? AND workflow_id = ? AND due != 0 ORDER BY run_key")
            .Bind(1, namespaceName).Bind(2, workflowId);
        while (query.Step())
        {
            found.Add(query.Text(0));
        }

        query.Reset();
        return found;
    });

    private static StoredRun? FindRun(
        SqliteDatabase database, string namespaceName, string workflowId, string? runId)
    {
        var query = runId is null
            ? database.Prepare(
                "SELECT run_key, state, state_sum FROM executions WHERE namespace = ? AND workflow_id = ? "
                + "ORDER BY run_key DESC LIMIT 1")
            : database.Prepare(
                "SELECT run_key, state, state_sum FROM executions WHERE namespace = ? AND workflow_id = ? AND run_id = ?");
        query.Bind(1, namespaceName).Bind(2, workflowId);
        if (runId is not null)
        {
            query.Bind(3, runId);
        }

        if (!query.Step())
        {
            query.Reset();
            return null;
        }

        var runKey = query.Long(0);
        Stored.Check(query, 2, query.Blob(1), $"The state of run {runKey}");
        var state = query.Blob(1).ToArray();
        query.Reset();
        return new StoredRun(runKey, state, ReadHistory(database, runKey));
    }

    private static List<HistoryEvent> ReadHistory(SqliteDatabase database, long runKey)
    {
        var events = new List<HistoryEvent>();
        var query = database.Prepare("SELECT events, events_sum FROM history WHERE id BETWEEN ? AND ? ORDER BY id")
            .Bind(1, runKey << RunKeyShift).Bind(2, ((runKey + 1) << RunKeyShift) - 1);
        var what = $"The history of run {runKey}";
        while (query.Step())
        {
            Stored.Check(query, 1, query.Blob(0), what);
            events.AddRange(Stored.Parse(History.Parser, query.Blob(0), what).Events);
        }

        query.Reset();
        return events;
    }

    /// <summary>Every run that a fresh process must take up. Reads no history, and no run that only waits for callers.</summary>
    /// <param name="withStates">Read all states, not only those of runs that have work in hand.</param>
    /// <param name="visit">Called for each, oldest first.</param>
    public void ForEachDue(bool withStates, Action<DueRun> visit) => Read(database =>
    {
        var query = database.Prepare(
            "SELECT run_key, namespace, workflow_id, run_id, due, CASE WHEN due = 1 OR ? THEN state END "
            + "FROM executions WHERE due != 0 ORDER BY run_key").Bind(1, withStates ? 1 : 0);
        var namespaceName = "";
        while (query.Step())
        {
            // One copy of the name for all runs of a namespace.
            var name = query.Text(1);
            namespaceName = name == namespaceName ? namespaceName : name;
            var state = query.Blob(5);
            visit(new DueRun(
                new RunRef(query.Long(0), namespaceName, query.Text(2), query.Text(3)),
                query.Long(4),
                state.IsEmpty ? null : state.ToArray()));
        }

        query.Reset();
        return true;
    });

    /// <summary>Corrects what a start found out of date.</summary>
    public Task WriteDueAsync(IReadOnlyList<(long RunKey, long Due)> runs) => WriteAsync(database =>
    {
        foreach (var (runKey, due) in runs)
        {
            database.Prepare("UPDATE executions SET due = ? WHERE run_key = ?").Bind(1, due).Bind(2, runKey).Run();
        }
    });

    /// <summary>All small records of a kind.</summary>
    public List<T> ReadRecords<T>(string kind, MessageParser<T> parser)
        where T : IMessage<T> => Read(database =>
    {
        var records = new List<T>();
        var query = database.Prepare("SELECT record FROM records WHERE kind = ?").Bind(1, kind);
        while (query.Step())
        {
            records.Add(Stored.Parse(parser, query.Blob(0), $"A {kind}"));
        }

        query.Reset();
        return records;
    });

    public Task WriteRecordAsync(string kind, string namespaceName, string id, byte[] record) => WriteAsync(database =>
        database.Prepare("INSERT OR REPLACE INTO records (kind, namespace, id, record) VALUES (?, ?, ?, ?)")
            .Bind(1, kind).Bind(2, namespaceName).Bind(3, id).Bind(4, record).Run());

    public Task DeleteRecordAsync(string kind, string namespaceName, string id) => WriteAsync(database =>
        database.Prepare("DELETE FROM records WHERE kind = ? AND namespace = ? AND id = ?")
            .Bind(1, kind).Bind(2, namespaceName).Bind(3, id).Run());

    /// <summary>Closed runs that ended before the given time, oldest first.</summary>
    public List<(long RunKey, string WorkflowId, string RunId)> ClosedBefore(string namespaceName, long time, int count) =>
        Read(database =>
        {
            var found = new List<(long, string, string)>();
            var query = database.Prepare(
                "SELECT run_key, workflow_id, run_id FROM executions WHERE namespace = ? AND order_time < ? AND pending = 0 "
                + "ORDER BY order_time LIMIT ?").Bind(1, namespaceName).Bind(2, time).Bind(3, count);
            while (query.Step())
            {
                found.Add((query.Long(0), query.Text(1), query.Text(2)));
            }

            query.Reset();
            return found;
        });

    /// <summary>Takes a run and its history away.</summary>
    public Task DeleteRunAsync(long runKey) => WriteAsync(database =>
    {
        database.Prepare("DELETE FROM executions WHERE run_key = ?").Bind(1, runKey).Run();
        database.Prepare("DELETE FROM history WHERE id BETWEEN ? AND ?")
            .Bind(1, runKey << RunKeyShift).Bind(2, ((runKey + 1) << RunKeyShift) - 1).Run();
    });

    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _queue.Dispose();
        if (_deleteOnClose)
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                File.Delete(_path + suffix);
            }
        }

        _lock.Dispose();
    }
}
