namespace OpsFlow.Engine.Timing;

/// <summary>Names a run wherever it need not be in memory.</summary>
/// <param name="Key">The run's number.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="WorkflowId">Its workflow id.</param>
/// <param name="RunId">Its run id.</param>
internal sealed record RunRef(long Key, string Namespace, string WorkflowId, string RunId);
