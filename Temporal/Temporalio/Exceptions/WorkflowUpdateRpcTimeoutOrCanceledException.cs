namespace Temporalio.Exceptions;

/// <summary>Waiting for an update timed out or was cancelled; the update itself may go on.</summary>
public class WorkflowUpdateRpcTimeoutOrCanceledException : RpcTimeoutOrCanceledException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="inner">Its cause, if any.</param>
    public WorkflowUpdateRpcTimeoutOrCanceledException(Exception? inner)
        : base("Timeout or cancellation waiting for update", inner)
    {
    }
}
