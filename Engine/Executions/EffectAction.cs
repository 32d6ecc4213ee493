using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Timing;

namespace OpsFlow.Engine.Executions;

/// <summary>An effect with what it needs, read while the lock was held.</summary>
/// <param name="Run">The run that asked for it.</param>
/// <param name="Effect">What.</param>
/// <param name="Queue">The queue to put the item into; null when it is not about a queue.</param>
/// <param name="IsSticky">The queue is one worker's own.</param>
/// <param name="Item">The item.</param>
/// <param name="Wait">Callers who wait for the update.</param>
internal sealed record EffectAction(
    RunRef Run, Effect Effect, TaskQueue? Queue = null, bool IsSticky = false, WorkItem? Item = null,
    UpdateWait? Wait = null);
