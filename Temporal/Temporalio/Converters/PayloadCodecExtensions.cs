using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Converters;

/// <summary>Shorthands for codecs.</summary>
public static class PayloadCodecExtensions
{
    /// <summary>Encodes one payload.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The encoded payload.</returns>
    public static async Task<Payload> EncodeSingleAsync(this IPayloadCodec codec, Payload payload) =>
        Single(await codec.EncodeAsync([payload]).ConfigureAwait(false));

    /// <summary>Decodes one payload.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The decoded payload.</returns>
    public static async Task<Payload> DecodeSingleAsync(this IPayloadCodec codec, Payload payload) =>
        Single(await codec.DecodeAsync([payload]).ConfigureAwait(false));

    /// <summary>Encodes the payloads of a failure and its causes in place.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="failure">The failure.</param>
    /// <returns>A task that ends when that is done.</returns>
    public static Task EncodeFailureAsync(this IPayloadCodec codec, Failure failure) =>
        ApplyAsync(failure, codec.EncodeAsync);

    /// <summary>Decodes the payloads of a failure and its causes in place.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="failure">The failure.</param>
    /// <returns>A task that ends when that is done.</returns>
    public static Task DecodeFailureAsync(this IPayloadCodec codec, Failure failure) =>
        ApplyAsync(failure, codec.DecodeAsync);

    private static Payload Single(IReadOnlyCollection<Payload> payloads) => payloads.Count == 1
        ? payloads.First()
        : throw new InvalidOperationException($"Codec returned {payloads.Count} payloads for one");

    private static async Task ApplyAsync(
        Failure failure, Func<IReadOnlyCollection<Payload>, Task<IReadOnlyCollection<Payload>>> transform)
    {
        for (var at = failure; at is not null; at = at.Cause)
        {
            if (at.EncodedAttributes is not null)
            {
                at.EncodedAttributes = Single(await transform([at.EncodedAttributes]).ConfigureAwait(false));
            }

            var details = at.FailureInfoCase switch
            {
                Failure.FailureInfoOneofCase.ApplicationFailureInfo => at.ApplicationFailureInfo.Details,
                Failure.FailureInfoOneofCase.TimeoutFailureInfo => at.TimeoutFailureInfo.LastHeartbeatDetails,
                Failure.FailureInfoOneofCase.CanceledFailureInfo => at.CanceledFailureInfo.Details,
                Failure.FailureInfoOneofCase.ResetWorkflowFailureInfo => at.ResetWorkflowFailureInfo.LastHeartbeatDetails,
                _ => null,
            };
            if (details is { Payloads_.Count: > 0 })
            {
                var transformed = await transform(details.Payloads_.ToArray()).ConfigureAwait(false);
                details.Payloads_.Clear();
                details.Payloads_.AddRange(transformed);
            }
        }
    }
}
