using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Temporalio.Common;

namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>
/// A history without what differs from run to run: one line an event, its number, type and attributes. Ids that were
/// made up
/// become numbers in the order in which they appear, so that it still shows where the same one comes again.
/// </summary>
public static partial class EventSequence
{
    // Sizes differ by a few bytes with the lengths of times; the rest is of the process and the moment.
    private static readonly HashSet<string> Volatile =
    [
        "identity", "requestId", "historySizeBytes", "stackTrace", "sdkMetadata", "workerVersion", "taskQueue",
        "binaryChecksum",
        "namespaceId", "parentWorkflowNamespaceId", "workflowNamespaceId", "externalNamespaceId", "version", "taskId",
        "eventTime",
        "workflowExecutionExpirationTime", "links", "eagerExecutionAccepted",
        "firstWorkflowTaskBackoff", "prevAutoResetPoints", "complete_time", "original_schedule_time",
    ];

    public static string Of(WorkflowHistory history)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var e in JsonNode.Parse(history.ToJson())!["events"]!.AsArray())
        {
            var attributes =
                e!.AsObject().FirstOrDefault(p => p.Key.EndsWith("EventAttributes", StringComparison.Ordinal)).Value;
            text.Append(e["eventId"]).Append(' ').Append(e["eventType"]!.ToString()["EVENT_TYPE_".Length..]).Append(
                ' ');
            text.AppendLine(Clean(attributes, names)?.ToJsonString(Options) ?? "{}");
        }

        return text.ToString();
    }

    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonNode? Clean(JsonNode? node, Dictionary<string, string> names) => node switch
    {
        JsonObject o => new JsonObject(o
            .Where(p => !Volatile.Contains(p.Key))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, p.Key == "data"
                && p.Value is JsonValue ? Data(p.Value.ToString(), names) : Clean(p.Value, names)))),
        JsonArray a => new JsonArray([.. a.Select(i => Clean(i, names))]),
        JsonValue v when v.TryGetValue<string>(out var text) => Rename(text, names),
        _ => node?.DeepClone(),
    };

    // A payload's bytes; elsewhere the name may stand for anything.
    private static JsonNode Data(string text, Dictionary<string, string> names)
    {
        var bytes = new byte[text.Length];
        var plain = Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8
            .GetString(bytes, 0, length) : text;
        try
        {
            return Clean(JsonNode.Parse(plain), names) ?? plain;
        }
        catch (JsonException)
        {
            return Rename(plain, names);
        }
    }

    private static string Rename(string text, Dictionary<string, string> names) => MadeUp().Replace(text, match =>
    {
        if (!names.TryGetValue(match.Value, out var name))
        {
            names[match.Value] = name = $"<{names.Count + 1}>";
        }

        return name;
    });

    [GeneratedRegex(
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}"
            + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?")]
    private static partial Regex MadeUp();
}
