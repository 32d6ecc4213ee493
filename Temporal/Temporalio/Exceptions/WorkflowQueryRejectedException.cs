using Temporalio.Api.Enums.V1;

namespace Temporalio.Exceptions;

/// <summary>A query was rejected because of the workflow's status.</summary>
public class WorkflowQueryRejectedException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="workflowStatus">The workflow's status.</param>
    public WorkflowQueryRejectedException(WorkflowExecutionStatus workflowStatus)
        : base($"Query rejected, workflow status: {workflowStatus}") => WorkflowStatus = workflowStatus;

    /// <summary>The workflow's status.</summary>
    public WorkflowExecutionStatus WorkflowStatus { get; }
}
