using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// Reads error reports: our own form (camelCase or snake_case), OpenTelemetry exception attributes, and Sentry's event
/// JSON. All faults are found, not only the first.
/// </summary>
public static class ReportParser
{
    /// <summary>The longest type. Longer ones are cut.</summary>
    public const int MaxErrorType = 300;

    /// <summary>The longest message. Longer ones are cut.</summary>
    public const int MaxMessage = 16 * 1024;

    /// <summary>The longest stack trace. Longer ones are cut in the middle: both ends matter.</summary>
    public const int MaxStackTrace = 256 * 1024;

    private const int MaxShort = 2048;
    private const int MaxTags = 50;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 40 };

    /// <summary>Reads a report.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="faults">What is wrong with it; empty when a report is returned.</param>
    /// <returns>The report, or null.</returns>
    public static ErrorReport? Parse(ReadOnlyMemory<byte> body, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        JsonObject? json = null;
        try
        {
            json = JsonNode.Parse(body.Span, documentOptions: s_options) as JsonObject;
            // Duplicate names throw only when the object is first read.
            _ = json?.Count;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            found.Add("body: not valid JSON");
            return null;
        }

        if (json is null)
        {
            found.Add("body: must be a JSON object");
            return null;
        }

        var report = json["exception"] is JsonObject or JsonArray ? SentryReport.Read(json)
            : TelemetryReport.Applies(json) ? TelemetryReport.Read(json)
            : Native(json, found);
        if (string.IsNullOrWhiteSpace(report.ServerName))
        {
            found.Add("serverName: is required");
        }

        if (string.IsNullOrWhiteSpace(report.ErrorType))
        {
            found.Add("errorType: is required");
        }

        if (report.ServerName.Length > 200)
        {
            found.Add("serverName: at most 200 characters");
        }

        return found.Count > 0 ? null : Cut(report);
    }

    /// <summary>A text field, by either of its spellings.</summary>
    /// <param name="json">The object.</param>
    /// <param name="camelCase">The name in camelCase; snake_case is tried too.</param>
    /// <param name="faults">Told when the field has another type.</param>
    /// <returns>The text, or null.</returns>
    internal static string? Text(JsonObject json, string camelCase, List<string>? faults = null)
    {
        var node = json[camelCase] ?? json[JsonNamingPolicy.SnakeCaseLower.ConvertName(camelCase)];
        switch (node)
        {
            case null:
                return null;
            case JsonValue value when value.TryGetValue<string>(out var text):
                // PostgreSQL refuses NUL in text, and nothing sensible holds it.
                return text.Replace("\0", "", StringComparison.Ordinal);
            default:
                faults?.Add($"{camelCase}: must be a string");
                return null;
        }
    }

    private static ErrorReport Native(JsonObject json, List<string> faults)
    {
        DateTimeOffset? timestamp = null;
        if (Text(json, "timestamp", faults) is { Length: > 0 } time)
        {
            if (DateTimeOffset.TryParse(
                time,
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal,
                out var parsed))
            {
                timestamp = parsed;
            }
            else
            {
                faults.Add("timestamp: must be an ISO 8601 time");
            }
        }

        return new ErrorReport
        {
            ServerName = Text(json, "serverName", faults) ?? "",
            ServerIp = Text(json, "serverIp", faults),
            ErrorType = Text(json, "errorType", faults) ?? "",
            Message = Text(json, "message", faults) ?? "",
            RequestMethod = Text(json, "requestMethod", faults),
            RequestUrl = Text(json, "requestUrl", faults),
            StackTrace = Text(json, "stackTrace", faults) ?? "",
            Timestamp = timestamp,
            Environment = Text(json, "environment", faults),
            Commit = Text(json, "commit", faults),
            TraceId = Text(json, "traceId", faults),
            Tags = Tags(json["tags"], faults),
        };
    }

    private static Dictionary<string, string> Tags(JsonNode? node, List<string> faults)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is JsonObject json)
        {
            foreach (var (name, value) in json.Take(MaxTags))
            {
                tags[Short(name)!] = Short(value is JsonValue v && v.TryGetValue<string>(out var text)
                    ? text
                    : value?.ToJsonString()) ?? "";
            }
        }
        else if (node is not null)
        {
            faults.Add("tags: must be an object");
        }

        return tags;
    }

    private static ErrorReport Cut(ErrorReport report) => report with
    {
        ServerName = report.ServerName.Trim(),
        ServerIp = Short(report.ServerIp?.Trim()),
        ErrorType = report.ErrorType.CutTo(MaxErrorType),
        Message = report.Message.CutTo(MaxMessage, " ..."),
        RequestMethod = Short(report.RequestMethod),
        RequestUrl = Short(report.RequestUrl),
        Environment = Short(report.Environment),
        Commit = IsCommit(report.Commit) ? report.Commit : null,
        TraceId = Short(report.TraceId),
        StackTrace = report.StackTrace.Length > MaxStackTrace
            ? string.Concat(
                report.StackTrace.AsSpan(0, MaxStackTrace / 2), "\n...\n",
                report.StackTrace.AsSpan(^(MaxStackTrace / 2)..))
            : report.StackTrace,
    };

    private static string? Short(string? text) => text?.CutTo(MaxShort);

    private static bool IsCommit(string? commit) =>
        commit is { Length: >= 7 and <= 64 } && commit.All(char.IsAsciiHexDigit);
}
