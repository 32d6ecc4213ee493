namespace Temporalio.Worker;

/// <summary>A workflow task is about to run.</summary>
public class WorkflowTaskStartingEventArgs : WorkflowTaskEventArgs
{
    internal WorkflowTaskStartingEventArgs(WorkflowInstance instance)
        : base(instance)
    {
    }
}
