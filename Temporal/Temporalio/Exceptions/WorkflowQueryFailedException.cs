namespace Temporalio.Exceptions;

/// <summary>A query's handler failed.</summary>
public class WorkflowQueryFailedException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why.</param>
    public WorkflowQueryFailedException(string message)
        : base(message)
    {
    }
}
