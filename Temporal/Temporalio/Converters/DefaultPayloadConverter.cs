using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>
/// Tries its encodings in order: <c>binary/null</c>, <c>binary/plain</c>, <c>json/protobuf</c>, <c>binary/protobuf</c>,
/// <c>json/plain</c>.
/// </summary>
public class DefaultPayloadConverter : IPayloadConverter, IWithSerializationContext<IPayloadConverter>
{
    private static readonly JsonSerializerOptions DefaultOptions = new();

    /// <summary>Makes the converter with System.Text.Json's default options.</summary>
    public DefaultPayloadConverter()
        : this(DefaultOptions)
    {
    }

    /// <summary>Makes the converter.</summary>
    /// <param name="jsonSerializerOptions">How <c>json/plain</c> is written and read.</param>
    public DefaultPayloadConverter(JsonSerializerOptions jsonSerializerOptions)
        : this(
            new BinaryNullConverter(),
            new BinaryPlainConverter(),
            new JsonProtoConverter(),
            new BinaryProtoConverter(),
            new JsonPlainConverter(jsonSerializerOptions))
    {
    }

    /// <summary>Makes the converter of other encodings.</summary>
    /// <param name="encodingConverters">The encodings in the order of trial.</param>
    public DefaultPayloadConverter(params IEncodingConverter[] encodingConverters)
    {
        EncodingConverters = encodingConverters;
        IndexedEncodingConverters = encodingConverters.ToDictionary(c => ByteString.CopyFromUtf8(c.Encoding));
    }

    /// <summary>The encodings in the order of trial.</summary>
    public IReadOnlyCollection<IEncodingConverter> EncodingConverters { get; }

    /// <summary>The encodings by name.</summary>
    protected IReadOnlyDictionary<ByteString, IEncodingConverter> IndexedEncodingConverters { get; }

    /// <inheritdoc/>
    public Payload ToPayload(object? value)
    {
        if (value is IRawValue raw)
        {
            return raw.Payload;
        }

        if (value is IEncodedRawValue)
        {
            throw new ArgumentException("Encoded raw values cannot be converted");
        }

        if (value is not null && TransferTypes.Find(value.GetType()) is { } transfer)
        {
            value = transfer.ToTransferType(value);
        }

        foreach (var converter in EncodingConverters)
        {
            if (converter.TryToPayload(value, out var payload))
            {
                return payload!;
            }
        }

        throw new ArgumentException($"Value of type {value?.GetType()} has no known converter");
    }

    /// <inheritdoc/>
    public object? ToValue(Payload payload, Type type)
    {
        if (type == typeof(RawValue) || type == typeof(IRawValue))
        {
            return new RawValue(payload);
        }

        if (TransferTypes.Find(type) is { } transfer)
        {
            return transfer.FromTransferType(ToValue(payload, transfer.TransferType));
        }

        if (!payload.Metadata.TryGetValue("encoding", out var encoding))
        {
            throw new ArgumentException("Payload encoding missing");
        }

        return IndexedEncodingConverters.TryGetValue(encoding, out var converter)
            ? converter.ToValue(payload, type)
            : throw new ArgumentException($"Unknown payload encoding {encoding.ToStringUtf8()}");
    }

    /// <inheritdoc/>
    public virtual IPayloadConverter WithSerializationContext(ISerializationContext context) => this;
}
