using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>Something was cancelled.</summary>
public class CanceledFailureException : FailureException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">Its cause, if any.</param>
    /// <param name="details">Values for whoever handles it.</param>
    internal protected CanceledFailureException(
        string message, Exception? inner = null, IReadOnlyCollection<object?>? details = null)
        : base(message, inner) => Details = new OutboundFailureDetails(details);

    /// <summary>Makes the failure from what was received.</summary>
    /// <param name="failure">The received failure.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    /// <param name="converter">Converts its details.</param>
    internal protected CanceledFailureException(
        Failure failure, Exception? inner, Converters.IPayloadConverter converter)
        : base(failure, inner) =>
        Details = new InboundFailureDetails(converter, failure.CanceledFailureInfo?.Details?.Payloads_);

    /// <summary>The received failure.</summary>
    public new Failure Failure => base.Failure!;

    /// <summary>Values for whoever handles it.</summary>
    public IFailureDetails Details { get; protected init; }
}
