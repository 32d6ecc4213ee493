using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// OpenTelemetry's exception attributes, flat (<c>{"exception.type": ...}</c>) or under <c>attributes</c> as an object
/// or as OTLP's list of key and value. Source: OpenTelemetry semantic conventions, "Exceptions".
/// </summary>
internal static class TelemetryReport
{
    private static readonly string[] s_names = ["exception.type", "exception.message", "exception.stacktrace"];

    public static bool Applies(JsonElement json) =>
        s_names.Any(n => json.Get(n) is not null)
        || json.Get("attributes") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array };

    /// <summary>The attributes tell of an exception.</summary>
    public static bool IsException(IReadOnlyDictionary<string, string> attributes) =>
        s_names.Any(attributes.ContainsKey);

    public static ErrorReport Read(JsonElement json)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        AddFields(attributes, json);
        if (json.Object("resource") is { } resource)
        {
            AddFields(attributes, resource);
            Add(attributes, resource);
        }

        Add(attributes, json);
        return Of(attributes, json) with
        {
            ServerName = json.Text("serverName") ?? First(attributes, "service.name", "host.name"),
        };
    }

    /// <summary>The report that attributes make, with what the record round them says.</summary>
    public static ErrorReport Of(IReadOnlyDictionary<string, string> attributes, JsonElement record)
    {
        string? Get(params ReadOnlySpan<string> names) =>
            First(attributes, names) is { Length: > 0 } text ? text : null;
        var stackTrace = Get("exception.stacktrace") ?? "";
        return new ErrorReport
        {
            ServerName = First(attributes, "service.name", "host.name"),
            ServerIp = record.Text("serverIp") ?? Get("host.ip", "server.address", "net.host.ip"),
            // The convention asks for a type or a message, not for both.
            ErrorType = Get("exception.type") ?? (IsException(attributes) ? TypeIn(stackTrace) : ""),
            Message = Get("exception.message") ?? record.Object("body")?.Text("stringValue") ?? "",
            StackTrace = stackTrace,
            RequestMethod = Get("http.request.method", "http.method"),
            RequestUrl = Get("url.full", "http.url", "url.path", "http.target"),
            Timestamp = ReportTime.Of(record.Get("timeUnixNano") ?? record.Get("timestamp")),
            Environment = Get("deployment.environment.name", "deployment.environment"),
            Commit = Get("vcs.ref.head.revision", "service.commit"),
            TraceId = record.Text("traceId"),
        };
    }

    /// <summary>Adds the attributes of an object, as an object or as OTLP's list.</summary>
    public static void Add(Dictionary<string, string> attributes, JsonElement json)
    {
        if (json.Object("attributes") is { } fields)
        {
            AddFields(attributes, fields);
        }

        foreach (var item in json.Objects("attributes"))
        {
            // {"stringValue": "a"}, {"intValue": "7"}, {"boolValue": true}
            if (item.Text("key") is { } key && item.Object("value") is { } value
                && value.EnumerateObject().Select(p => JsonFields.Text(p.Value)).FirstOrDefault() is { } text)
            {
                attributes[key] = text;
            }
        }
    }

    private static void AddFields(Dictionary<string, string> attributes, JsonElement json)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (JsonFields.Text(field.Value) is { } text)
            {
                attributes[field.Name] = text;
            }
        }
    }

    private static string First(IReadOnlyDictionary<string, string> attributes, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.GetValueOrDefault(name) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    // The first line of most languages names the exception that was thrown in the end, Python's last one does.
    private static string TypeIn(string stackTrace)
    {
        var types = StackTraceParser.Parse(new AnalysisRequest { ErrorType = "", StackTrace = stackTrace }).Exceptions
            .Select(e => e.Type).Where(t => t.Length > 0).ToList();
        var text = stackTrace.Trim();
        var end = text.IndexOf('\n');
        var (first, last) = (end < 0 ? text : text[..end], text[(text.LastIndexOf('\n') + 1)..]);
        return types.FirstOrDefault(t => first.Contains(t, StringComparison.Ordinal))
            ?? types.FirstOrDefault(t => last.StartsWith(t, StringComparison.Ordinal))
            ?? types.FirstOrDefault() ?? "Error";
    }
}
