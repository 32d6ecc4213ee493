using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Converts values to payloads and back. Used inside workflows: no IO, no clock, no random.</summary>
public interface IPayloadConverter
{
    /// <summary>Converts a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The payload.</returns>
    Payload ToPayload(object? value);

    /// <summary>Converts a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="type">The type wanted.</param>
    /// <returns>The value.</returns>
    object? ToValue(Payload payload, Type type);
}
