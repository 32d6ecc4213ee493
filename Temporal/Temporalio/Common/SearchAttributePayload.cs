using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Temporalio.Common;

/// <summary>Search attribute values on the wire: <c>json/plain</c> with a <c>type</c> in the metadata, never encoded
/// by a codec.</summary>
internal static class SearchAttributePayload
{
    private static readonly ByteString JsonPlain = ByteString.CopyFromUtf8("json/plain");
    private static readonly ByteString BinaryNull = ByteString.CopyFromUtf8("binary/null");

    public static Payload ToPayload(object? value, IndexedValueType type)
    {
        var payload = new Payload
        {
            Metadata = { ["type"] = ByteString.CopyFromUtf8(type.ToString()) },
        };
        if (value is null)
        {
            payload.Metadata["encoding"] = BinaryNull;
        }
        else
        {
            payload.Metadata["encoding"] = JsonPlain;
            payload.Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType()));
        }

        return payload;
    }

    public static IndexedValueType TypeOf(string name, Payload payload)
    {
        if (!payload.Metadata.TryGetValue("type", out var bytes))
        {
            throw new ArgumentException($"Search attribute {name} has no type");
        }

        // Servers before 1.20 wrote the enum's wire names, as in INDEXED_VALUE_TYPE_KEYWORD_LIST.
        var text = bytes.ToStringUtf8().Replace("INDEXED_VALUE_TYPE_", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal);
        return Enum.TryParse<IndexedValueType>(text, ignoreCase: true, out var type)
            ? type
            : throw new ArgumentException($"Search attribute {name} has unknown type {text}");
    }

    public static object? ToValue(Payload payload, IndexedValueType type)
    {
        if (payload.Data.IsEmpty)
        {
            return null;
        }

        using var document = JsonDocument.Parse(payload.Data.Memory);
        var json = document.RootElement;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        // The server may wrap a single value into an array and unwrap a list of one.
        if (type == IndexedValueType.KeywordList)
        {
            return json.ValueKind == JsonValueKind.Array
                ? json.EnumerateArray().Select(e => e.GetString()!).ToArray()
                : [json.GetString()!];
        }

        if (json.ValueKind == JsonValueKind.Array)
        {
            if (json.GetArrayLength() == 0)
            {
                return null;
            }

            json = json[0];
        }

        return type switch
        {
            IndexedValueType.Text or IndexedValueType.Keyword => json.GetString(),
            IndexedValueType.Int => json.GetInt64(),
            IndexedValueType.Double => json.GetDouble(),
            IndexedValueType.Bool => json.GetBoolean(),
            IndexedValueType.Datetime => json.GetDateTimeOffset(),
            _ => throw new ArgumentException($"Unknown search attribute type {type}"),
        };
    }
}
