using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>The server itself reported a failure.</summary>
public class ServerFailureException : FailureException
{
    /// <summary>Makes the failure from what was received.</summary>
    /// <param name="failure">The received failure.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    internal protected ServerFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }

    /// <summary>The received failure.</summary>
    public new Failure Failure => base.Failure!;

    /// <summary>Whether retrying is useless.</summary>
    public bool NonRetryable => Failure.ServerFailureInfo.NonRetryable;
}
