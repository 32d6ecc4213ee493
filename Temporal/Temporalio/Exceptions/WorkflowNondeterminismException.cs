namespace Temporalio.Exceptions;

/// <summary>Workflow code did something else than its history says.</summary>
public class WorkflowNondeterminismException : InvalidWorkflowOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The event and the command that differ.</param>
    internal WorkflowNondeterminismException(string message)
        : base(message)
    {
    }
}
