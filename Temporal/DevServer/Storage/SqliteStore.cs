using System.Collections.Concurrent;
using Google.Protobuf;
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

    private readonly DatabaseLock _lock;
    private readonly bool _deleteOnClose;
    private readonly string _path;
    private readonly SqliteDatabase _writer;
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
    private long _lastRunKey;

    private SqliteStore(string path, DatabaseLock databaseLock, bool temporary, Failpoints failpoints)
    {
        _path = path;
        _lock = databaseLock;
        _deleteOnClose = temporary;
        _failpoints = failpoints;
        _writer = new SqliteDatabase(path, readOnly: false);
        _writer.Execute("PRAGMA journal_mode = WAL");
        // FULL: an answer is given only when the write is on the disk, not in the system's cache.
        _writer.Execute($"PRAGMA synchronous = {(temporary ? "OFF" : "FULL")}");
        _writer.Execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000");
        Schema.Migrate(_writer);
        var last = _writer.Prepare("SELECT coalesce(max(run_key), 0) FROM executions");
        last.Step();
        _lastRunKey = last.Long(0);
        last.Reset();
        LoadKnown();
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
        catch
        {
            databaseLock.Dispose();
            throw;
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
            throw new StoreException("The server is stopping.");
        }
    }

    public T Read<T>(Func<SqliteDatabase, T> read)
    {
        if (!_readers.TryTake(out var reader))
        {
            reader = new SqliteDatabase(_path, readOnly: true);
        }

        try
        {
            lock (_gate)
            {
                // The transaction begins with its first read, not with BEGIN.
                reader.Execute("BEGIN");
                reader.Prepare("PRAGMA schema_version").Run();
            }

            return read(reader);
        }
        finally
        {
            reader.Execute("COMMIT");
            _readers.Add(reader);
        }
    }

    /// <summary>The newest run of a workflow id, or the one with the given run id; null when there is none.</summary>
    public StoredRun? FindRun(string namespaceName, string workflowId, string? runId) =>
        _known.MayContain(namespaceName, workflowId)
            ? Read(database => FindRun(database, namespaceName, workflowId, runId))
            : null;

    private static StoredRun? FindRun(
        SqliteDatabase database, string namespaceName, string workflowId, string? runId)
    {
        var query = runId is null
            ? database.Prepare(
                "SELECT run_key, state FROM executions WHERE namespace = ? AND workflow_id = ? "
                + "ORDER BY run_key DESC LIMIT 1")
            : database.Prepare(
                "SELECT run_key, state FROM executions WHERE namespace = ? AND workflow_id = ? AND run_id = ?");
        query.Bind(1, namespaceName).Bind(2, workflowId);
        if (runId is not null)
        {
            query.Bind(3, runId);
        }

        var found = query.Step() ? new StoredRun(query.Long(0), query.Blob(1).ToArray()) : null;
        query.Reset();
        return found;
    }

    public List<HistoryEvent> ReadHistory(long runKey) => Read(database =>
    {
        var events = new List<HistoryEvent>();
        var query = database.Prepare("SELECT events FROM history WHERE id BETWEEN ? AND ? ORDER BY id")
            .Bind(1, runKey << RunKeyShift).Bind(2, ((runKey + 1) << RunKeyShift) - 1);
        while (query.Step())
        {
            events.AddRange(History.Parser.ParseFrom(query.Blob(0)).Events);
        }

        query.Reset();
        return events;
    });

    /// <summary>Every run that a fresh process must look at.</summary>
    public void ForEachPending(Action<long, ReadOnlySpan<byte>> visit) => Read(database =>
    {
        var query = database.Prepare("SELECT run_key, state FROM executions WHERE pending = 1 ORDER BY run_key");
        while (query.Step())
        {
            visit(query.Long(0), query.Blob(1));
        }

        query.Reset();
        return true;
    });

    /// <summary>All small records of a kind.</summary>
    public List<byte[]> ReadRecords(string kind) => Read(database =>
    {
        var records = new List<byte[]>();
        var query = database.Prepare("SELECT record FROM records WHERE kind = ?").Bind(1, kind);
        while (query.Step())
        {
            records.Add(query.Blob(0).ToArray());
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
