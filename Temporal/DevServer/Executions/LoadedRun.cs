using Temporal.DevServer.Histories;
using Temporal.DevServer.Timing;

namespace Temporal.DevServer.Executions;

/// <summary>A run in memory, with what lives only there. Guarded by its workflow's lock.</summary>
/// <param name="reference">The run's names.</param>
/// <param name="state">Its state.</param>
/// <param name="isNew">It is not in the database yet.</param>
internal sealed class LoadedRun(RunRef reference, MutableState state, bool isNew)
{
    public RunRef Ref { get; } = reference;

    public MutableState State { get; } = state;

    public bool IsNew { get; set; } = isNew;

    /// <summary>How the transition in hand is kept. Set back after each.</summary>
    public Persistence Persistence { get; set; }

    /// <summary>Queries that wait for a workflow task.</summary>
    public List<QueryCall> Queries { get; } = [];

    /// <summary>Callers that wait for an update, by its id.</summary>
    public Dictionary<string, UpdateWait> UpdateWaits { get; } = new(StringComparer.Ordinal);

    /// <summary>Completed and replaced whenever new events are on disk.</summary>
    public TaskCompletionSource Changed { get; private set; } = NewSource();

    /// <summary>Callers that wait for <see cref="Changed"/>. Changed by whoever waits, so not under the lock.</summary>
    public int Waiters;

    /// <summary>Nothing here would be missed if it were dropped from memory.</summary>
    public bool CanEvict =>
        Volatile.Read(ref Waiters) == 0 && Queries.Count == 0 && UpdateWaits.Count == 0 && State.Admitted.Count == 0
        && State.State.WorkflowTask is not { Speculative: true };

    public TaskCompletionSource TakeChanged()
    {
        var changed = Changed;
        Changed = NewSource();
        return changed;
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
