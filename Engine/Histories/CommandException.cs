using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>A worker's decision that cannot be carried out: the workflow task fails with the cause.</summary>
/// <param name="cause">The cause that the history will name.</param>
/// <param name="message">What is wrong.</param>
/// <param name="terminate">The workflow cannot go on at all and is terminated with the message.</param>
internal sealed class CommandException(WorkflowTaskFailedCause cause, string message, bool terminate = false)
    : Exception(message)
{
    public WorkflowTaskFailedCause Cause { get; } = cause;

    public bool Terminate { get; } = terminate;
}
