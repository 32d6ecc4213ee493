using System.Security.Cryptography;
using System.Text;
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
            var common = Attributes(resource.Object("resource"));
            foreach (var record in resource.Objects("scopeLogs").SelectMany(s => s.Objects("logRecords")))
            {
                if (Report(record, null, common) is { } report)
                {
                    yield return report;
                }
            }
        }

        foreach (var resource in json.Objects("resourceSpans"))
        {
            var common = Attributes(resource.Object("resource"));
            foreach (var span in resource.Objects("scopeSpans").SelectMany(s => s.Objects("spans")))
            {
                var ofSpan = Attributes(span);
                foreach (var happened in span.Objects("events"))
                {
                    if (Report(happened, span.Text("spanId"), ofSpan, common) is { } report)
                    {
                        yield return report with { TraceId = span.Text("traceId") };
                    }
                }
            }
        }
    }

    private static Dictionary<string, string> Attributes(JsonElement? json)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is { } given)
        {
            TelemetryReport.Add(attributes, given);
        }

        return attributes;
    }

    /// <param name="spanId">The span that the record is an event of; null for a log record.</param>
    /// <param name="around">The attributes of what the record belongs to, the nearest first.</param>
    private static ErrorReport? Report(
        JsonElement record, string? spanId, params Dictionary<string, string>[] around)
    {
        var attributes = Attributes(record);
        if (!TelemetryReport.IsException(attributes) && !around.Any(TelemetryReport.IsException))
        {
            return null;
        }

        // Only now: most records of an export are of something else.
        foreach (var (name, value) in around.SelectMany(a => a))
        {
            attributes.TryAdd(name, value);
        }

        return TelemetryReport.Of(attributes, record) with { EventId = IdOf(record, spanId) };
    }

    // Exporters send a batch again when they heard nothing, and a record has no id of its own: but all of it, with a
    // time in nanoseconds, is the same only then.
    private static string? IdOf(JsonElement record, string? spanId) => record.Get("timeUnixNano") is null ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{spanId}\n{record.GetRawText()}")))[..32];
}
