using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>Watches a step of a workflow for tasks that leave its scheduler.</summary>
internal sealed class WorkflowTracing : IDisposable
{
    private WorkflowTracing()
    {
    }

    /// <summary>The first task that left, if any.</summary>
    public InvalidWorkflowSchedulerException? Violation { get; private set; }

    /// <summary>Begins to watch the calling thread.</summary>
    /// <param name="instance">The workflow.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public static WorkflowTracing? Watch(WorkflowInstance instance) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
