using Temporalio.Exceptions;

namespace Temporalio.Activities;

/// <summary>Thrown by an activity that somebody else will complete through the client.</summary>
public class CompleteAsyncException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    public CompleteAsyncException()
        : base("Activity will complete asynchronously")
    {
    }
}
