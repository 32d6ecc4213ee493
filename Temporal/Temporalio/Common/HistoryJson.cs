using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.History.V1;

namespace Temporalio.Common;

/// <summary>
/// The CLI and the Web UI write enum values in short Pascal case ("WorkflowExecutionStarted"), proto JSON writes them
/// in full ("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED"); this turns the first into the second.
/// </summary>
internal static class HistoryJson
{
    // Failures nest causes; a history never needs more than a few dozen levels.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 100 };

    public static string NormalizeEnums(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Options);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The history is not JSON: {e.Message}", e);
        }

        if (root is not JsonObject history)
        {
            throw new InvalidDataException("The history is not a JSON object with a list of events");
        }

        Normalize(history, History.Descriptor);
        return history.ToJsonString();
    }

    private static void Normalize(JsonObject json, MessageDescriptor descriptor)
    {
        // Well-known types have JSON forms of their own.
        if (descriptor.File.Package == "google.protobuf")
        {
            return;
        }

        foreach (var (name, value) in json.ToList())
        {
            if (value is null || Find(descriptor, name) is not { } field)
            {
                continue;
            }

            if (field.IsMap)
            {
                var valueField = field.MessageType.FindFieldByNumber(2);
                foreach (var (key, item) in value is JsonObject map ? map.ToList() : [])
                {
                    Apply(item, valueField, replacement => value[key] = replacement);
                }
            }
            else if (field.IsRepeated)
            {
                for (var i = 0; value is JsonArray array && i < array.Count; i++)
                {
                    var index = i;
                    Apply(array[i], field, replacement => array[index] = replacement);
                }
            }
            else
            {
                Apply(value, field, replacement => json[name] = replacement);
            }
        }
    }

    private static void Apply(JsonNode? value, FieldDescriptor field, Action<JsonNode> replace)
    {
        if (field.FieldType == FieldType.Message && value is JsonObject message)
        {
            Normalize(message, field.MessageType);
        }
        else if (field.FieldType == FieldType.Enum && value is JsonValue scalar
            && scalar.TryGetValue<string>(out var text) && field.EnumType.FindValueByName(text) is null)
        {
            var wanted = text.Replace("_", "", StringComparison.Ordinal);
            var match = field.EnumType.Values.FirstOrDefault(v => Short(v.Name, field.EnumType.Name)
                .Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (match is not null)
            {
                replace(match.Name);
            }
        }
    }

    private static string Short(string value, string enumName)
    {
        var compact = value.Replace("_", "", StringComparison.Ordinal);
        return compact.StartsWith(enumName, StringComparison.OrdinalIgnoreCase) ? compact[enumName.Length..] : compact;
    }

    private static FieldDescriptor? Find(MessageDescriptor descriptor, string name) =>
        descriptor.Fields.InFieldNumberOrder().FirstOrDefault(f => f.JsonName == name || f.Name == name);
}
