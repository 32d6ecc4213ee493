namespace Temporalio.Exceptions;

/// <summary>The workflow whose result was asked for did not complete; the inner exception says why.</summary>
public class WorkflowFailedException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="inner">Why.</param>
    public WorkflowFailedException(Exception? inner)
        : base("Workflow failed", inner)
    {
    }
}
