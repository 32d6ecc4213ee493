using System.Collections.Concurrent;
using Google.Protobuf;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Schedules;

/// <summary>
/// Starts workflows at their times. A start carries a request id made of the schedule and the nominal time, and the
/// record is stored after it: a crash in between repeats the start, which then finds what it started before.
/// </summary>
internal sealed partial class ScheduleService : IDisposable
{
    private const string Kind = "schedule";
    private const int MaximumBuffer = 1000;
    private const int RecentActions = 10;

    // A call is sent again within seconds; the record is written with every action and has to stay small.
    private const int RememberedRequests = 64;

    private readonly ExecutionEngine _engine;
    private readonly SqliteStore _store;
    private readonly ConcurrentDictionary<(string Namespace, string Id), ScheduleEntry> _entries = new();
    private long _lastKey;

    public ScheduleService(ExecutionEngine engine)
    {
        _engine = engine;
        _store = engine.Store;
        engine.ScheduleWake = run => _entries.TryGetValue((run.Namespace, run.WorkflowId), out var entry)
            ? ProcessAsync(entry)
            : Task.CompletedTask;
    }

    private long Now => _engine.Clock.Now;

    /// <summary>Takes up the schedules of a former process.</summary>
    public void Start()
    {
        foreach (var record in _store.ReadRecords(Kind, ScheduleRecord.Parser))
        {
            var entry = new ScheduleEntry(record, Interlocked.Decrement(ref _lastKey));
            _entries[(record.Namespace, record.ScheduleId)] = entry;
            _engine.RunUntilStored(() => ProcessAsync(entry));
        }
    }

    public ScheduleEntry? Find(string namespaceName, string id) =>
        _entries.TryGetValue((namespaceName, id), out var entry) && !entry.Deleted ? entry : null;

    public IEnumerable<ScheduleEntry> All(string namespaceName) =>
        _entries.Values.Where(e => e.Record.Namespace == namespaceName && !e.Deleted)
            .OrderBy(e => e.Record.ScheduleId, StringComparer.Ordinal);

    /// <summary>Adds a schedule; the existing one when there is one of the id.</summary>
    public async Task<(ScheduleEntry Entry, bool Added)> AddAsync(ScheduleRecord record)
    {
        var entry = new ScheduleEntry(record, Interlocked.Decrement(ref _lastKey));
        var known = _entries.GetOrAdd((record.Namespace, record.ScheduleId), entry);
        if (known != entry)
        {
            entry.Dispose();
            return (known, false);
        }

        // Others can find and change it from now on: its first record must not take the place of a later one.
        await entry.Lock.WaitAsync().ConfigureAwait(false);
        try
        {
            await SaveAsync(entry, record).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            Forget(entry);
            throw;
        }
        finally
        {
            entry.Lock.Release();
        }

        await ProcessOrRetryAsync(entry).ConfigureAwait(false);
        return (entry, true);
    }

    /// <summary>
    /// Changes a schedule's record unless the change says no, then does what is due. A request whose answer was lost is
    /// sent again under its id: it is made once, also when others came in between.
    /// </summary>
    /// <param name="requestId">Empty when the caller gave none.</param>
    public async Task ChangeAsync(ScheduleEntry entry, string requestId, Func<ScheduleRecord, bool> change)
    {
        await entry.Lock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (entry.Deleted)
            {
                throw Errors.NotFound($"schedule \"{entry.Record.ScheduleId}\" not found");
            }

            var record = entry.Record.Clone();
            if ((requestId.Length > 0 && record.AppliedRequestIds.Contains(requestId)) || !change(record))
            {
                return;
            }

            Remember(record, requestId);
            var times = new ScheduleTimes(record.Schedule.Spec, record.ScheduleId);
            record.ConflictToken++;
            await SaveAsync(entry, record).ConfigureAwait(false);
            entry.Times = times;
        }
        finally
        {
            entry.Lock.Release();
        }

        await ProcessOrRetryAsync(entry).ConfigureAwait(false);
    }

    public async Task DeleteAsync(ScheduleEntry entry)
    {
        await entry.Lock.WaitAsync().ConfigureAwait(false);
        try
        {
            await _store.DeleteRecordAsync(Kind, entry.Record.Namespace, entry.Record.ScheduleId).ConfigureAwait(false);
            Forget(entry);
            _engine.WakeQueue.Set(entry.Ref, 0);
        }
        finally
        {
            entry.Lock.Release();
        }
    }

    /// <summary>The next actions' nominal times.</summary>
    public List<long> FutureTimes(ScheduleEntry entry, int count)
    {
        var result = new List<long>();
        var state = entry.Published.Schedule.State;
        if (state is { LimitedActions: true, RemainingActions: 0 })
        {
            return result;
        }

        var time = Now;
        while (result.Count < count && (time = entry.Times.NextNominal(time)) != 0)
        {
            result.Add(time);
        }

        return result;
    }

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Dispose();
        }
    }

    private static void Remember(ScheduleRecord record, string requestId)
    {
        if (requestId.Length == 0)
        {
            return;
        }

        record.AppliedRequestIds.Add(requestId);
        while (record.AppliedRequestIds.Count > RememberedRequests)
        {
            record.AppliedRequestIds.RemoveAt(0);
        }
    }

    private void Forget(ScheduleEntry entry)
    {
        entry.Deleted = true;
        _entries.TryRemove(
            new KeyValuePair<(string, string), ScheduleEntry>(
                (entry.Record.Namespace, entry.Record.ScheduleId), entry));
    }

    /// <summary>
    /// Does what is due. The caller's change is stored already: if storage fails now, it is done later.
    /// </summary>
    private async Task ProcessOrRetryAsync(ScheduleEntry entry)
    {
        try
        {
            await ProcessAsync(entry).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or RpcException)
        {
            _engine.RunUntilStored(() => ProcessAsync(entry));
        }
    }

    /// <summary>
    /// Stores the record, which then takes the place of the former one; a failed write leaves that in place.
    /// </summary>
    private async Task SaveAsync(ScheduleEntry entry, ScheduleRecord record)
    {
        await _store.WriteRecordAsync(Kind, record.Namespace, record.ScheduleId, record.ToByteArray())
            .ConfigureAwait(false);
        entry.Record = record;
        entry.Published = record.Clone();
    }
}
