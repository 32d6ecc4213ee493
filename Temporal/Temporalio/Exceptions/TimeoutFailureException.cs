using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>A timeout of a workflow or activity passed.</summary>
public class TimeoutFailureException : FailureException
{
    /// <summary>Makes the failure from what was received.</summary>
    /// <param name="failure">The received failure.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    /// <param name="converter">Converts its details.</param>
    internal protected TimeoutFailureException(Failure failure, Exception? inner, Converters.IPayloadConverter converter)
        : base(failure, inner)
        => LastHeartbeatDetails = new InboundFailureDetails(
            converter, failure.TimeoutFailureInfo?.LastHeartbeatDetails?.Payloads_);

    /// <summary>The received failure.</summary>
    public new Failure Failure => base.Failure!;

    /// <summary>Which timeout.</summary>
    public TimeoutType TimeoutType => Failure.TimeoutFailureInfo?.TimeoutType ?? TimeoutType.Unspecified;

    /// <summary>Details of the last heartbeat before the timeout.</summary>
    public InboundFailureDetails LastHeartbeatDetails { get; protected init; }
}
