using System.Text.Json;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>Sentry's event JSON. Source: Sentry's developer documentation, "Event Payloads".</summary>
internal static class SentryReport
{
    private const int MaxExceptions = 10;
    private const int MaxInApp = 50;

    public static ErrorReport Read(JsonElement json)
    {
        var list = json.Get("exception") is { ValueKind: JsonValueKind.Object } holder
            ? holder.Objects("values")
            : json.Objects("exception");
        // The last exception is the one that was thrown in the end; those before it are its causes.
        var exceptions = list.TakeLast(MaxExceptions).Reverse().ToList();
        var request = json.Object("request");
        return new ErrorReport
        {
            ServerName = json.Text("serverName") ?? "",
            ServerIp = json.Text("serverIp"),
            ErrorType = exceptions.Count == 0 ? "" : TypeOf(exceptions[0]),
            Message = exceptions.Count == 0 ? "" : exceptions[0].AnyText("value") ?? "",
            StackTrace = SentryTrace.Write(exceptions, json.Text("platform") ?? ""),
            RequestMethod = request?.Text("method"),
            RequestUrl = request?.Text("url"),
            Timestamp = ReportTime.Of(json.Get("timestamp")),
            Environment = json.Text("environment"),
            Commit = json.Text("release"),
            TraceId = json.Object("contexts")?.Object("trace")?.Text("traceId"),
            EventId = json.Text("eventId"),
            InApp = InApp(exceptions),
        };
    }

    /// <summary>What the SDK marks as the application's own code.</summary>
    private static List<string>? InApp(IEnumerable<JsonElement> exceptions)
    {
        var frames = exceptions.SelectMany(e => e.Object("stacktrace")?.Objects("frames") ?? [])
            .Where(f => f.Get("inApp") is { ValueKind: JsonValueKind.True or JsonValueKind.False }).ToList();
        return frames.Count == 0 ? null
            : [
                .. frames.Where(f => f.Get("inApp")!.Value.ValueKind == JsonValueKind.True)
                    .Select(f => f.Text("module") is { Length: > 0 } module ? module : f.Text("filename") ?? "")
                    .Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxInApp),
            ];
    }

    /// <summary>The type with its module, where the language joins them by a dot.</summary>
    public static string TypeOf(JsonElement exception)
    {
        var type = exception.Text("type") ?? "";
        return exception.Text("module") is { Length: > 0 } module && type.IndexOfAny(['.', ':', '\\']) < 0
            ? $"{module}.{type}"
            : type;
    }
}
