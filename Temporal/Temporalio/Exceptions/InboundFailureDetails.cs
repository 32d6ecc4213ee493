using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace Temporalio.Exceptions;

/// <summary>Received details of a failure, converted when asked for.</summary>
/// <param name="Converter">Converts a detail.</param>
/// <param name="Payloads">The received details; null for none.</param>
public record InboundFailureDetails(IPayloadConverter Converter, IReadOnlyCollection<Payload>? Payloads) : IFailureDetails
{
    /// <inheritdoc/>
    public int Count => Payloads?.Count ?? 0;

    /// <inheritdoc/>
    public T ElementAt<T>(int index) => Payloads is null
        ? throw new ArgumentOutOfRangeException(nameof(index))
        : Converter.ToValue<T>(Payloads.ElementAt(index));
}
