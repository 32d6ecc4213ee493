namespace Temporalio.Exceptions;

/// <summary>Workflow code did what it may not do. Fails the workflow task, not the workflow.</summary>
public class InvalidWorkflowOperationException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was done.</param>
    /// <param name="inner">Its cause, if any.</param>
    internal InvalidWorkflowOperationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
