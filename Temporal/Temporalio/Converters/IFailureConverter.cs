using Temporalio.Api.Failure.V1;

namespace Temporalio.Converters;

/// <summary>Converts exceptions to failures and back. Used inside workflows: no IO, no clock, no random.</summary>
public interface IFailureConverter
{
    /// <summary>Converts an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="payloadConverter">Converts its details.</param>
    /// <returns>The failure.</returns>
    Failure ToFailure(Exception exception, IPayloadConverter payloadConverter);

    /// <summary>Converts a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="payloadConverter">Converts its details.</param>
    /// <returns>The exception.</returns>
    Exception ToException(Failure failure, IPayloadConverter payloadConverter);
}
