namespace Temporalio.Exceptions;

/// <summary>A workflow of this id runs already, or has run and the id reuse policy forbids another run.</summary>
public class WorkflowAlreadyStartedException : FailureException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="runId">The run that is in the way.</param>
    [Obsolete("Use the constructor that takes the workflow type.")]
    public WorkflowAlreadyStartedException(string message, string workflowId, string runId)
        : this(message, workflowId, "<unknown>", runId)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="workflowType">The workflow's type.</param>
    /// <param name="runId">The run that is in the way.</param>
    public WorkflowAlreadyStartedException(string message, string workflowId, string workflowType, string runId)
        : base(message)
    {
        WorkflowId = workflowId;
        WorkflowType = workflowType;
        RunId = runId;
    }

    /// <summary>The workflow's id.</summary>
    public string WorkflowId { get; }

    /// <summary>The workflow's type.</summary>
    public string WorkflowType { get; }

    /// <summary>The run that is in the way.</summary>
    public string RunId { get; }
}
