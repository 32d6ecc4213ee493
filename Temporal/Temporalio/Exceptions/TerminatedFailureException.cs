using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>A workflow was terminated.</summary>
public class TerminatedFailureException : FailureException
{
    /// <summary>Makes the failure from what was received.</summary>
    /// <param name="failure">The received failure.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    /// <param name="details">What the terminating caller said, if known.</param>
    internal protected TerminatedFailureException(Failure failure, Exception? inner, InboundFailureDetails? details)
        : base(failure, inner)
        => Details = details;

    /// <summary>The received failure.</summary>
    public new Failure Failure => base.Failure!;

    /// <summary>What the terminating caller said, if known.</summary>
    public IFailureDetails? Details { get; protected init; }
}
