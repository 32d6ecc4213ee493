namespace Temporalio.Exceptions;

/// <summary>The run whose result was asked for continued as new, and runs were not to be followed.</summary>
public class WorkflowContinuedAsNewException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="newRunId">The next run.</param>
    public WorkflowContinuedAsNewException(string newRunId)
        : base("Workflow continued as new") => NewRunId = newRunId;

    /// <summary>The next run.</summary>
    public string NewRunId { get; }
}
