using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// Sentry's event JSON. Its frames, the oldest call first, are written as the stack trace that the language would
/// print. Source: Sentry's developer documentation, "Event Payloads".
/// </summary>
internal static class SentryReport
{
    private const int MaxFrames = 200;
    private const int MaxExceptions = 10;

    public static ErrorReport Read(JsonObject json)
    {
        var list = json["exception"] as JsonArray ?? json["exception"]?["values"] as JsonArray ?? [];
        // The last exception is the one that was thrown in the end; those before it are its causes.
        var exceptions = list.OfType<JsonObject>().TakeLast(MaxExceptions).Reverse().ToList();
        var request = json["request"] as JsonObject;
        var contexts = json["contexts"] as JsonObject;
        return new ErrorReport
        {
            ServerName = ReportParser.Text(json, "serverName") ?? "",
            ServerIp = ReportParser.Text(json, "serverIp"),
            ErrorType = exceptions.Count == 0 ? "" : TypeOf(exceptions[0]),
            Message = exceptions.Count == 0 ? "" : ReportParser.Text(exceptions[0], "value") ?? "",
            StackTrace = StackTrace(exceptions, ReportParser.Text(json, "platform") ?? ""),
            RequestMethod = request is null ? null : ReportParser.Text(request, "method"),
            RequestUrl = request is null ? null : ReportParser.Text(request, "url"),
            Environment = ReportParser.Text(json, "environment"),
            Commit = ReportParser.Text(json, "release"),
            TraceId = contexts?["trace"] is JsonObject trace ? ReportParser.Text(trace, "traceId") : null,
        };
    }

    private static string TypeOf(JsonObject exception)
    {
        var type = ReportParser.Text(exception, "type") ?? "";
        return ReportParser.Text(exception, "module") is { Length: > 0 } module && !type.Contains('.')
            ? $"{module}.{type}"
            : type;
    }

    private static string StackTrace(List<JsonObject> exceptions, string platform)
    {
        var text = new StringBuilder();
        if (platform == "python")
        {
            // Python prints causes first and the innermost call last.
            foreach (var exception in Enumerable.Reverse(exceptions))
            {
                text.AppendLine("Traceback (most recent call last):");
                foreach (var frame in Frames(exception))
                {
                    text.AppendLine(
                        CultureInfo.InvariantCulture,
                        $"  File \"{frame.File}\", line {frame.Line}, in {frame.Function}");
                    if (frame.Context.Length > 0)
                    {
                        text.AppendLine(CultureInfo.InvariantCulture, $"    {frame.Context}");
                    }
                }

                text.AppendLine(
                    CultureInfo.InvariantCulture, $"{TypeOf(exception)}: {ReportParser.Text(exception, "value")}");
            }

            return text.ToString();
        }

        var isFirst = true;
        foreach (var exception in exceptions)
        {
            text.Append(isFirst || platform is not "java" ? "" : "Caused by: ")
                .AppendLine(
                    CultureInfo.InvariantCulture, $"{TypeOf(exception)}: {ReportParser.Text(exception, "value")}");
            isFirst = false;
            foreach (var frame in Frames(exception).Reverse())
            {
                text.AppendLine(platform switch
                {
                    "java" => $"\tat {frame.Module}.{frame.Function}({frame.ShortFile}:{frame.Line})",
                    "csharp" => $"   at {frame.Module}.{frame.Function} in {frame.File}:line {frame.Line}",
                    _ => $"    at {frame.Function} ({frame.File}:{frame.Line}:{frame.Column})",
                });
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Frame> Frames(JsonObject exception) =>
        ((exception["stacktrace"] as JsonObject)?["frames"] as JsonArray ?? [])
            .OfType<JsonObject>().TakeLast(MaxFrames).Select(f => new Frame(
                ReportParser.Text(f, "absPath") ?? ReportParser.Text(f, "filename") ?? "unknown",
                ReportParser.Text(f, "filename") ?? "unknown",
                ReportParser.Text(f, "module") ?? "",
                ReportParser.Text(f, "function") ?? "unknown",
                Number(f, "lineno"),
                Number(f, "colno"),
                (ReportParser.Text(f, "contextLine") ?? "").Trim()));

    private static long Number(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;

    private sealed record Frame(
        string File, string FileName, string Module, string Function, long Line, long Column, string Context)
    {
        public string ShortFile => FileName[(FileName.LastIndexOf('/') + 1)..];
    }
}
