namespace Temporalio.Worker;

/// <summary>A place in the cache; tasks of one run wait for each other at the gate.</summary>
internal sealed class WorkflowRun(string runId)
{
    public string RunId => runId;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The run's memory; null before the first task and after a failed one. Guarded by the gate.</summary>
    public WorkflowRunner? Runner { get; set; }
}
