using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>Workflow code did not give the thread back in time.</summary>
internal sealed class WorkflowDeadlockException(string runId, TimeSpan timeout) : InvalidWorkflowOperationException(
    $"[TMPRL1101] Workflow with run ID {runId} deadlocked after {timeout}")
{
}
