using Microsoft.Extensions.Logging;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>
/// Ties the pure state machine to disk, queues and time. Every change goes the same way: take the workflow's lock,
/// change the state, queue the write, let go of the lock, wait for the disk, then carry out the effects.
/// </summary>
internal sealed partial class ExecutionEngine : IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly ExecutionCache _cache;
    private readonly TaskQueues _queues;
    private readonly ServerClock _clock;
    private readonly NamespaceRegistry _namespaces;
    private readonly ILogger _logger;
    private readonly WakeQueue _wakeQueue;
    private readonly TimeSkipper? _skipper;
    private readonly int _suggestContinueAsNewAt;
    private readonly CancellationTokenSource _stopping = new();

    public ExecutionEngine(
        SqliteStore store,
        TaskQueues queues,
        ServerClock clock,
        NamespaceRegistry namespaces,
        ILogger logger,
        int cacheCapacity,
        bool timeSkipping = false,
        int suggestContinueAsNewAt = int.MaxValue)
    {
        _suggestContinueAsNewAt = suggestContinueAsNewAt;
        _store = store;
        _queues = queues;
        _clock = clock;
        _namespaces = namespaces;
        _logger = logger;
        _cache = new ExecutionCache(store, cacheCapacity, TimeProvider.System);
        _wakeQueue =
            new WakeQueue(clock, run => RunInBackground(() => run.Key < 0 ? WakeScheduleAsync(run) : WakeAsync(run)));
        _skipper = timeSkipping ? new TimeSkipper(clock, _wakeQueue) : null;
    }

    /// <summary>Moves the time on; null when the server keeps to the real time.</summary>
    public TimeSkipper? Skipper => _skipper;

    public ServerClock Clock => _clock;

    public TaskQueues Queues => _queues;

    public SqliteStore Store => _store;

    public WakeQueue WakeQueue => _wakeQueue;

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Ends all long waits: nothing new is handed out after it.</summary>
    public Task StopIntakeAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _wakeQueue.DisposeAsync().ConfigureAwait(false);
        while (!_background.IsEmpty)
        {
            await Task.WhenAll(_background.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
    }

    /// <summary>Changes one run.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="workflowId">Its workflow id.</param>
    /// <param name="runId">Its run id; null or empty for the newest.</param>
    /// <param name="change">The change; an exception from it undoes everything.</param>
    /// <param name="isDurable">Whether to wait for the disk, by the result; null to wait always.</param>
    public async Task<T> ChangeAsync<T>(
        string namespaceName, string workflowId, string? runId, Func<LoadedRun, T> change,
        Func<T, bool>? isDurable = null)
    {
        T result;
        Task done;
        var entry = await _cache.AcquireAsync(namespaceName, workflowId).ConfigureAwait(false);
        try
        {
            var run = _cache.Find(entry, runId) ?? throw Errors.WorkflowNotFound(workflowId, runId);
            run.State.Begin(_clock.Now);
            result = Apply(run, change);
            done = Persist(entry, run);
        }
        finally
        {
            _cache.Release(entry);
        }

        if (isDurable?.Invoke(result) != false)
        {
            await done.ConfigureAwait(false);
        }
        else
        {
            Track(done);
        }

        return result;
    }

    /// <summary>Reads one run. What was read is on disk when the answer comes.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="workflowId">Its workflow id.</param>
    /// <param name="runId">Its run id; null or empty for the newest.</param>
    /// <param name="read">What to read.</param>
    /// <param name="writeKept">False if <paramref name="read"/> tells nothing of an open run.</param>
    public async Task<T> ReadAsync<T>(
        string namespaceName, string workflowId, string? runId, Func<LoadedRun, T> read, bool writeKept = true)
    {
        T result;
        Task written;
        var entry = await _cache.AcquireAsync(namespaceName, workflowId).ConfigureAwait(false);
        try
        {
            var run = _cache.Find(entry, runId) ?? throw Errors.WorkflowNotFound(workflowId, runId);
            written = writeKept && run.State.UnsavedEventCount > 0 ? WriteKept(entry, run) : entry.LastWrite;
            result = read(run);
        }
        finally
        {
            _cache.Release(entry);
        }

        await AwaitWriteAsync(written).ConfigureAwait(false);
        return result;
    }

    private static T Apply<T>(LoadedRun run, Func<LoadedRun, T> change)
    {
        try
        {
            return change(run);
        }
        catch
        {
            run.State.Rollback();
            run.Persistence = Persistence.Events;
            throw;
        }
    }

    private static bool IsOpen(LoadedRun run) => run.State.State.Status == WorkflowExecutionStatus.Running;
}
