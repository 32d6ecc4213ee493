using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>What is known about a workflow task at its start and end.</summary>
public abstract class WorkflowTaskEventArgs : EventArgs
{
    private readonly WorkflowInstance _instance;

    internal WorkflowTaskEventArgs(WorkflowInstance instance) => _instance = instance;

    /// <summary>The run.</summary>
    public WorkflowInfo WorkflowInfo => _instance.Info;

    /// <summary>The workflow.</summary>
    public WorkflowDefinition WorkflowDefinition => _instance.Definition;
}
