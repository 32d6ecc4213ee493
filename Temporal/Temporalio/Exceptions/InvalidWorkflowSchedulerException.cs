namespace Temporalio.Exceptions;

/// <summary>A task of a workflow left the workflow's scheduler.</summary>
public class InvalidWorkflowSchedulerException : InvalidWorkflowOperationException
{
    private readonly string? _stackTrace;

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was done.</param>
    /// <param name="stackTrace">Where the task was scheduled, if known.</param>
    internal InvalidWorkflowSchedulerException(string message, string? stackTrace)
        : base(message) => _stackTrace = stackTrace;

    /// <inheritdoc/>
    public override string? StackTrace => _stackTrace ?? base.StackTrace;
}
