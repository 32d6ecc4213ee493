namespace Temporalio.Worker;

/// <summary>A workflow task has run.</summary>
public class WorkflowTaskCompletedEventArgs : WorkflowTaskEventArgs
{
    internal WorkflowTaskCompletedEventArgs(WorkflowInstance instance, Exception? failure)
        : base(instance) => TaskFailureException = failure;

    /// <summary>Why the task failed, if it did.</summary>
    public Exception? TaskFailureException { get; }
}
