using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Timing;

namespace OpsFlow.Engine.Executions;

/// <summary>A run in memory, with what lives only there. Guarded by its workflow's lock.</summary>
/// <param name="reference">The run's names.</param>
/// <param name="state">Its state.</param>
/// <param name="isNew">It is not in the database yet.</param>
internal sealed class LoadedRun(RunRef reference, MutableState state, bool isNew)
{
    private TaskCompletionSource? _changed;
    private TaskCompletionSource? _ended;

    public RunRef Ref { get; } = reference;

    public MutableState State { get; } = state;

    public bool IsNew { get; set; } = isNew;

    /// <summary>How the transition in hand is kept. Set back after each.</summary>
    public Persistence Persistence { get; set; }

    /// <summary>Queries that wait for a workflow task.</summary>
    public List<QueryCall> Queries { get; } = [];

    /// <summary>Callers that wait for an update, by its id.</summary>
    public Dictionary<string, UpdateWait> UpdateWaits { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends when new events are on disk, or the run leaves memory. Another one each time.</summary>
    public Task Changed => (_changed ??= NewSource()).Task;

    /// <summary>Ends when the run's end is on disk, or the run leaves memory.</summary>
    public Task Ended => (_ended ??= NewSource()).Task;

    /// <summary>Callers that wait for one of these. Changed by whoever waits, so not under the lock.</summary>
    public int Waiters;

    /// <summary>Nothing here would be missed if it were dropped from memory.</summary>
    public bool CanEvict =>
        Volatile.Read(ref Waiters) == 0 && State.UnsavedEventCount == 0 && Queries.Count == 0 && UpdateWaits.Count == 0
            && State.Admitted.Count == 0
        && State.State.WorkflowTask is not { Speculative: true };

    /// <summary>Who must hear of what the run is now, once it is on disk.</summary>
    public RunNews TakeNews()
    {
        var news = new RunNews(_changed, State.IsRunning ? null : _ended);
        _changed = null;
        return news;
    }

    /// <summary>Whoever waits must look again: the run leaves memory.</summary>
    public void Forget()
    {
        _changed?.TrySetResult();
        _ended?.TrySetResult();
    }

    public UpdateWait WaitFor(string updateId)
    {
        if (!UpdateWaits.TryGetValue(updateId, out var wait))
        {
            UpdateWaits[updateId] = wait = new UpdateWait { RunId = Ref.RunId };
        }

        return wait;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
