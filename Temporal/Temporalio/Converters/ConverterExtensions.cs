using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Converters;

/// <summary>Shorthands for converters.</summary>
public static class ConverterExtensions
{
    /// <summary>Converts and encodes values.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="values">The values.</param>
    /// <returns>A payload for each.</returns>
    public static async Task<IReadOnlyCollection<Payload>> ToPayloadsAsync(
        this DataConverter converter, IReadOnlyCollection<object?> values)
    {
        IReadOnlyCollection<Payload> payloads = converter.PayloadConverter.ToPayloads(values);
        return converter.PayloadCodec is null || payloads.Count == 0
            ? payloads
            : await converter.PayloadCodec.EncodeAsync(payloads).ConfigureAwait(false);
    }

    /// <summary>Converts and encodes a value.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="value">The value.</param>
    /// <returns>The payload.</returns>
    public static async Task<Payload> ToPayloadAsync(this DataConverter converter, object? value)
    {
        var payload = converter.PayloadConverter.ToPayload(value);
        return converter.PayloadCodec is null
            ? payload
            : await converter.PayloadCodec.EncodeSingleAsync(payload).ConfigureAwait(false);
    }

    /// <summary>Decodes and converts a payload.</summary>
    /// <typeparam name="T">The type wanted.</typeparam>
    /// <param name="converter">The converter.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The value.</returns>
    public static async Task<T> ToValueAsync<T>(this DataConverter converter, Payload payload) =>
        (T)(await converter.ToValueAsync(payload, typeof(T)).ConfigureAwait(false))!;

    /// <summary>Decodes and converts a payload.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="type">The type wanted.</param>
    /// <returns>The value.</returns>
    public static async Task<object?> ToValueAsync(this DataConverter converter, Payload payload, Type type)
    {
        if (converter.PayloadCodec is not null)
        {
            payload = await converter.PayloadCodec.DecodeSingleAsync(payload).ConfigureAwait(false);
        }

        return converter.PayloadConverter.ToValue(payload, type);
    }

    /// <summary>Decodes and converts the only payload of a collection.</summary>
    /// <typeparam name="T">The type wanted.</typeparam>
    /// <param name="converter">The converter.</param>
    /// <param name="payloads">One payload.</param>
    /// <returns>The value.</returns>
    public static async Task<T> ToSingleValueAsync<T>(
        this DataConverter converter, IReadOnlyCollection<Payload> payloads) =>
        (T)(await converter.ToSingleValueAsync(payloads, typeof(T)).ConfigureAwait(false))!;

    /// <summary>Decodes and converts the only payload of a collection.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="payloads">One payload.</param>
    /// <param name="type">The type wanted.</param>
    /// <returns>The value.</returns>
    public static async Task<object?> ToSingleValueAsync(
        this DataConverter converter, IReadOnlyCollection<Payload> payloads, Type type)
    {
        if (converter.PayloadCodec is not null)
        {
            payloads = await converter.PayloadCodec.DecodeAsync(payloads).ConfigureAwait(false);
        }

        return payloads.Count == 1
            ? converter.PayloadConverter.ToValue(payloads.First(), type)
            : throw new ArgumentException($"Expected 1 payload, found {payloads.Count}");
    }

    /// <summary>Decodes and converts a failure.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="failure">The failure; not changed.</param>
    /// <returns>The exception.</returns>
    public static async Task<Exception> ToExceptionAsync(this DataConverter converter, Failure failure)
    {
        if (converter.PayloadCodec is not null)
        {
            failure = failure.Clone();
            await converter.PayloadCodec.DecodeFailureAsync(failure).ConfigureAwait(false);
        }

        return converter.FailureConverter.ToException(failure, converter.PayloadConverter);
    }

    /// <summary>Converts and encodes an exception.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="exc">The exception.</param>
    /// <returns>The failure.</returns>
    public static async Task<Failure> ToFailureAsync(this DataConverter converter, Exception exc)
    {
        var failure = converter.FailureConverter.ToFailure(exc, converter.PayloadConverter);
        if (converter.PayloadCodec is not null)
        {
            await converter.PayloadCodec.EncodeFailureAsync(failure).ConfigureAwait(false);
        }

        return failure;
    }

    /// <summary>Converts values.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="values">The values.</param>
    /// <returns>A payload for each.</returns>
    public static IReadOnlyCollection<Payload> ToPayloads(
        this IPayloadConverter converter, IReadOnlyCollection<object?> values)
    {
        var payloads = new Payload[values.Count];
        var i = 0;
        foreach (var value in values)
        {
            payloads[i++] = converter.ToPayload(value);
        }

        return payloads;
    }

    /// <summary>Converts a payload.</summary>
    /// <typeparam name="T">The type wanted.</typeparam>
    /// <param name="converter">The converter.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The value.</returns>
    public static T ToValue<T>(this IPayloadConverter converter, Payload payload) =>
        (T)converter.ToValue(payload, typeof(T))!;

    /// <summary>Converts a raw value.</summary>
    /// <typeparam name="T">The type wanted.</typeparam>
    /// <param name="converter">The converter.</param>
    /// <param name="rawValue">The raw value.</param>
    /// <returns>The value.</returns>
    public static T ToValue<T>(this IPayloadConverter converter, IRawValue rawValue) =>
        converter.ToValue<T>(rawValue.Payload);

    /// <summary>Converts a value to a raw value.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="value">The value.</param>
    /// <returns>The raw value.</returns>
    public static RawValue ToRawValue(this IPayloadConverter converter, object? value) =>
        new(converter.ToPayload(value));
}
