using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Encoding <c>json/plain</c>: any value as JSON.</summary>
public class JsonPlainConverter : IEncodingConverter
{
    private static readonly ByteString EncodingBytes = ByteString.CopyFromUtf8("json/plain");

    /// <summary>Makes the converter.</summary>
    /// <param name="serializerOptions">How JSON is written and read.</param>
    public JsonPlainConverter(JsonSerializerOptions serializerOptions) => SerializerOptions = serializerOptions;

    /// <inheritdoc/>
    public virtual string Encoding => "json/plain";

    /// <summary>How JSON is written and read.</summary>
    protected JsonSerializerOptions SerializerOptions { get; }

    /// <inheritdoc/>
    public virtual bool TryToPayload(object? value, out Payload? payload)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, value?.GetType() ?? typeof(object), SerializerOptions);
        payload = new Payload
        {
            Metadata = { ["encoding"] = EncodingBytes },
            // Nobody else holds the array.
            Data = UnsafeByteOperations.UnsafeWrap(bytes),
        };
        return true;
    }

    /// <inheritdoc/>
    public virtual object? ToValue(Payload payload, Type type) =>
        JsonSerializer.Deserialize(payload.Data.Span, type, SerializerOptions);
}
