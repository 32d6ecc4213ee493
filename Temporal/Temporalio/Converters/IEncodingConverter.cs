using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Converts values of one encoding, named by a payload's <c>encoding</c> metadata.</summary>
public interface IEncodingConverter
{
    /// <summary>The encoding's name.</summary>
    string Encoding { get; }

    /// <summary>Converts a value if it is one for this encoding.</summary>
    /// <param name="value">The value.</param>
    /// <param name="payload">The payload, when true is returned.</param>
    /// <returns>Whether the value was converted.</returns>
    bool TryToPayload(object? value, out Payload? payload);

    /// <summary>Converts a payload of this encoding.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="type">The type wanted.</param>
    /// <returns>The value.</returns>
    object? ToValue(Payload payload, Type type);
}
