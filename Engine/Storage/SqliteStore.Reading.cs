using System.Collections.Concurrent;
using Google.Protobuf;
using OpsFlow.Engine.Timing;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Storage;

/// <summary>Reads, each in a transaction of its own beside the writer.</summary>
internal sealed partial class SqliteStore
{
    /// <summary>Idle connections for reading; each has a page cache of up to 2 MiB.</summary>
    private const int MaximumReaders = 8;

    private readonly ConcurrentBag<SqliteDatabase> _readers = [];

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
                reader.Prepare("BEGIN").Run();
                reader.Prepare("PRAGMA schema_version").Run();
            }

            result = read(reader);
            reader.Prepare("COMMIT").Run();
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
                "SELECT run_key, state, state_sum FROM executions WHERE namespace = ? AND workflow_id = ? AND run_id "
                    + "= ?");
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

    /// <summary>
    /// Every run that a fresh process must take up. Reads no history, and no run that only waits for callers.
    /// </summary>
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

    /// <summary>Closed runs that ended before the given time, oldest first.</summary>
    public List<(long RunKey, string WorkflowId, string RunId)> ClosedBefore(
        string namespaceName, long time, int count) =>
        Read(database =>
        {
            var found = new List<(long, string, string)>();
            var query = database.Prepare(
                "SELECT run_key, workflow_id, run_id FROM executions WHERE namespace = ? AND order_time < ? AND "
                    + "pending = 0 "
                + "ORDER BY order_time LIMIT ?").Bind(1, namespaceName).Bind(2, time).Bind(3, count);
            while (query.Step())
            {
                found.Add((query.Long(0), query.Text(1), query.Text(2)));
            }

            query.Reset();
            return found;
        });
}
