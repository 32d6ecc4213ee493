using Temporalio.Exceptions;

namespace Temporalio.Converters;

/// <summary>The failure of a payload that is not as its receiver wants it.</summary>
public static class PayloadValidationError
{
    /// <summary>Makes the exception: not retried, as the payload stays what it is.</summary>
    /// <param name="details">What is wrong.</param>
    /// <returns>The exception, of error type <c>PayloadValidationError</c>.</returns>
    public static ApplicationFailureException CreateException(object? details) => new(
        "Payload validation failed", errorType: "PayloadValidationError", nonRetryable: true, details: [details]);
}
