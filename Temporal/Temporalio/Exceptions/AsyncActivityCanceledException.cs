namespace Temporalio.Exceptions;

/// <summary>An activity that completes asynchronously was found cancelled at its heartbeat.</summary>
public class AsyncActivityCanceledException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    public AsyncActivityCanceledException()
        : base("Activity cancelled")
    {
    }
}
