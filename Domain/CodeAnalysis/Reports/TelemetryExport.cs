using System.Text.Json;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// What OpenTelemetry's exporters send as JSON: log records, and spans whose events are exceptions. Source: the
/// OpenTelemetry protocol, "OTLP/HTTP", JSON encoding.
/// </summary>
internal static class TelemetryExport
{
    public static bool Applies(JsonElement json) =>
        json.Get("resourceLogs") is { ValueKind: JsonValueKind.Array }
        || json.Get("resourceSpans") is { ValueKind: JsonValueKind.Array };

    /// <summary>The exceptions of an export, in its order; records of anything else are left out.</summary>
    public static IEnumerable<ErrorReport> Read(JsonElement json)
    {
        foreach (var resource in json.Objects("resourceLogs"))
        {
            var common = Resource(resource);
            foreach (var record in resource.Objects("scopeLogs").SelectMany(s => s.Objects("logRecords")))
            {
                if (Report(common, record) is { } report)
                {
                    yield return report;
                }
            }
        }

        foreach (var resource in json.Objects("resourceSpans"))
        {
            var common = Resource(resource);
            foreach (var span in resource.Objects("scopeSpans").SelectMany(s => s.Objects("spans")))
            {
                var ofSpan = new Dictionary<string, string>(common, StringComparer.Ordinal);
                TelemetryReport.Add(ofSpan, span);
                foreach (var happened in span.Objects("events"))
                {
                    if (Report(ofSpan, happened) is { } report)
                    {
                        yield return report with { TraceId = span.Text("traceId") };
                    }
                }
            }
        }
    }

    private static Dictionary<string, string> Resource(JsonElement json)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.Object("resource") is { } resource)
        {
            TelemetryReport.Add(attributes, resource);
        }

        return attributes;
    }

    private static ErrorReport? Report(Dictionary<string, string> common, JsonElement record)
    {
        var attributes = new Dictionary<string, string>(common, StringComparer.Ordinal);
        TelemetryReport.Add(attributes, record);
        return TelemetryReport.IsException(attributes) ? TelemetryReport.Of(attributes, record) : null;
    }
}
