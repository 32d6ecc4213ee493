using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Transforms payloads outside workflows, for example to encrypt or compress them.</summary>
public interface IPayloadCodec
{
    /// <summary>Encodes payloads before they leave this process.</summary>
    /// <param name="payloads">The payloads, not to be changed.</param>
    /// <returns>The encoded payloads.</returns>
    Task<IReadOnlyCollection<Payload>> EncodeAsync(IReadOnlyCollection<Payload> payloads);

    /// <summary>Decodes payloads that came in.</summary>
    /// <param name="payloads">The payloads, not to be changed.</param>
    /// <returns>The decoded payloads.</returns>
    Task<IReadOnlyCollection<Payload>> DecodeAsync(IReadOnlyCollection<Payload> payloads);
}
