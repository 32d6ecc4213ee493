using Temporalio.Common;

namespace Temporalio.Worker;

/// <summary>How the replay of a history went.</summary>
/// <param name="History">The history.</param>
/// <param name="ReplayFailure">Why it failed, or null. A workflow that itself failed replays well.</param>
public record WorkflowReplayResult(WorkflowHistory History, Exception? ReplayFailure);
