namespace Temporalio.Exceptions;

/// <summary>A call timed out or was cancelled by the caller.</summary>
public class RpcTimeoutOrCanceledException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">Its cause, if any.</param>
    public RpcTimeoutOrCanceledException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
