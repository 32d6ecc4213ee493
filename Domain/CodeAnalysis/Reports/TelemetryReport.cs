using System.Text.Json.Nodes;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// OpenTelemetry's exception attributes, flat (<c>{"exception.type": ...}</c>) or under <c>attributes</c> as an object
/// or as OTLP's list of key and value. Source: OpenTelemetry semantic conventions, "Exceptions".
/// </summary>
internal static class TelemetryReport
{
    public static bool Applies(JsonObject json) =>
        json.ContainsKey("exception.type") || json.ContainsKey("exception.stacktrace")
        || json["attributes"] is JsonObject or JsonArray;

    public static ErrorReport Read(JsonObject json)
    {
        var attributes = Attributes(json);
        string? Get(params string[] names) =>
            names.Select(n => attributes.GetValueOrDefault(n)).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        return new ErrorReport
        {
            ServerName = ReportParser.Text(json, "serverName") ?? Get("service.name", "host.name") ?? "",
            ServerIp = ReportParser.Text(json, "serverIp") ?? Get("host.ip", "server.address", "net.host.ip"),
            ErrorType = Get("exception.type") ?? "",
            Message = Get("exception.message") ?? "",
            StackTrace = Get("exception.stacktrace") ?? "",
            RequestMethod = Get("http.request.method", "http.method"),
            RequestUrl = Get("url.full", "http.url", "url.path", "http.target"),
            Environment = Get("deployment.environment.name", "deployment.environment"),
            Commit = Get("vcs.ref.head.revision", "service.commit"),
            TraceId = ReportParser.Text(json, "traceId"),
        };
    }

    private static Dictionary<string, string> Attributes(JsonObject json)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(result, json);
        foreach (var name in new[] { "resource", "attributes" })
        {
            switch (json[name])
            {
                case JsonObject nested:
                    Add(result, nested);
                    if (nested["attributes"] is JsonArray resourceList)
                    {
                        AddList(result, resourceList);
                    }

                    break;
                case JsonArray list:
                    AddList(result, list);
                    break;
            }
        }

        return result;
    }

    private static void Add(Dictionary<string, string> result, JsonObject json)
    {
        foreach (var (key, value) in json)
        {
            if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text))
            {
                result[key] = text.Replace("\0", "", StringComparison.Ordinal);
            }
        }
    }

    private static void AddList(Dictionary<string, string> result, JsonArray list)
    {
        foreach (var item in list.OfType<JsonObject>())
        {
            if (ReportParser.Text(item, "key") is { } key && item["value"] is JsonObject value
                && ReportParser.Text(value, "stringValue") is { } text)
            {
                result[key] = text;
            }
        }
    }
}
