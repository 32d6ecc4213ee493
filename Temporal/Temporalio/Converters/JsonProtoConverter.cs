using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>Encoding <c>json/protobuf</c>: a protobuf message in its JSON form.</summary>
public class JsonProtoConverter : IEncodingConverter
{
    private static readonly ByteString EncodingBytes = ByteString.CopyFromUtf8("json/protobuf");

    /// <summary>Makes the converter with the default JSON form; unknown fields are ignored.</summary>
    public JsonProtoConverter()
        : this(JsonFormatter.Default, new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)))
    {
    }

    /// <summary>Makes the converter.</summary>
    /// <param name="formatter">Writes JSON.</param>
    /// <param name="parser">Reads JSON.</param>
    public JsonProtoConverter(JsonFormatter formatter, JsonParser parser)
    {
        Formatter = formatter;
        Parser = parser;
    }

    /// <inheritdoc/>
    public string Encoding => "json/protobuf";

    /// <summary>Writes JSON.</summary>
    protected JsonFormatter Formatter { get; }

    /// <summary>Reads JSON.</summary>
    protected JsonParser Parser { get; }

    /// <inheritdoc/>
    public bool TryToPayload(object? value, out Payload? payload)
    {
        payload = value is IMessage message
            ? new Payload
            {
                Metadata =
                {
                    ["encoding"] = EncodingBytes,
                    ["messageType"] = ByteString.CopyFromUtf8(message.Descriptor.FullName),
                },
                Data = ByteString.CopyFromUtf8(Formatter.Format(message)),
            }
            : null;
        return payload is not null;
    }

    /// <inheritdoc/>
    public object? ToValue(Payload payload, Type type) =>
        Parser.Parse(payload.Data.ToStringUtf8(), ProtoMessages.Create(type).Descriptor);
}
