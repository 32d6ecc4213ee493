using OpsFlow.Engine.Executions;

namespace OpsFlow.Engine.Matching;

/// <summary>
/// Something that a worker may fetch. It is only a claim: whether it still stands is seen when it is taken.
/// </summary>
/// <param name="Namespace">The run's namespace.</param>
/// <param name="WorkflowId">The run's workflow id.</param>
/// <param name="RunId">The run.</param>
/// <param name="ScheduledEventId">The task's or the activity's scheduled event.</param>
/// <param name="Attempt">The activity's attempt.</param>
/// <param name="Query">The query, if it is one.</param>
/// <param name="Version">The worker version that alone may take it; null when the routing decides.</param>
internal sealed record WorkItem(
    string Namespace,
    string WorkflowId,
    string RunId,
    long ScheduledEventId,
    int Attempt = 0,
    QueryCall? Query = null,
    string? Version = null)
{
    /// <summary>When it was put into the queue, in ticks.</summary>
    public long QueuedAt { get; set; }
}
