using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// Reads error reports: our own form (camelCase or snake_case), OpenTelemetry's exception attributes and exports, and
/// Sentry's events and envelopes. A report is never lost for an optional field; of what is required all faults are
/// found, not only the first.
/// </summary>
public static class ReportParser
{
    /// <summary>The longest type. Longer ones are cut.</summary>
    public const int MaxErrorType = 300;

    /// <summary>The longest message. Longer ones are cut.</summary>
    public const int MaxMessage = 16 * 1024;

    /// <summary>The longest stack trace. Longer ones are cut in the middle: both ends matter.</summary>
    public const int MaxStackTrace = 256 * 1024;

    /// <summary>How many exceptions of an export are read: an exporter's batch, as its default is.</summary>
    public const int MaxExported = 512;

    private const int MaxShort = 2048;
    private const int MaxServerName = 200;
    private const int MaxTags = 50;
    private const int MaxReports = 100;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 40 };

    /// <summary>The fault of a body that is right and reports nothing.</summary>
    public static string NoException => $"body: {ReportWords.NoException}";

    /// <summary>Reads a report; of a body that holds several, the first.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="faults">What is wrong with it; empty when a report is returned.</param>
    public static ErrorReport? Parse(ReadOnlyMemory<byte> body, out IReadOnlyList<string> faults) =>
        ParseAll(body, out faults) is [var first, ..] ? first : null;

    /// <summary>Reads all reports of a body: an export or an envelope holds several.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="faults">What is wrong with it; empty when a report is returned.</param>
    /// <param name="serverName">The server that reports, where that is known otherwise than from the body.</param>
    public static IReadOnlyList<ErrorReport> ParseAll(
        ReadOnlyMemory<byte> body, out IReadOnlyList<string> faults, string? serverName = null) =>
        ParseAll(body, out faults, out _, serverName);

    /// <summary>Reads all reports of a body, and says how many there are beyond the limit.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="faults">What is wrong with it; empty when a report is returned.</param>
    /// <param name="leftOut">How many exceptions of an export were left out.</param>
    /// <param name="serverName">The server that reports, where that is known otherwise than from the body.</param>
    public static IReadOnlyList<ErrorReport> ParseAll(
        ReadOnlyMemory<byte> body, out IReadOnlyList<string> faults, out int leftOut, string? serverName = null)
    {
        leftOut = 0;
        var found = new List<string>();
        faults = found;
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(body.Span))
        {
            found.Add($"body: {ReportWords.NotUtf8}");
            return [];
        }

        body = JsonBytes.WithWholeCharacters(body);
        var reports = new List<ErrorReport>();
        if (!TryRead(body, serverName, reports, found, ref leftOut))
        {
            foreach (var sent in SentryEnvelope.Events(body).Take(MaxReports))
            {
                TryRead(sent, serverName, reports, found, ref leftOut);
            }

            if (reports.Count == 0 && found.Count == 0)
            {
                found.Add($"body: {ReportWords.NotJson}");
            }
        }

        if (reports.Count > 0)
        {
            found.Clear();
        }

        return reports;
    }

    /// <summary>
    /// Whether a body of which no report came is one of Sentry's all the same: of sessions or timings.
    /// </summary>
    public static bool IsSentry(ReadOnlyMemory<byte> body) => SentryEnvelope.IsOne(body);

    /// <summary>Adds the reports of a JSON text and the faults of those that are none; false for no JSON.</summary>
    private static bool TryRead(
        ReadOnlyMemory<byte> text, string? serverName, List<ErrorReport> reports, List<string> faults, ref int leftOut)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"body: {ReportWords.JsonObject}");
                return true;
            }

            var repeated = Repeated(document.RootElement).ToList();
            if (repeated.Count == 0)
            {
                var read = Read(document.RootElement, faults, ref leftOut);
                Add(
                    serverName is null ? read : read.Select(r => r with { ServerName = serverName }), reports,
                    faults);
            }

            faults.AddRange(repeated.Select(n => $"{n.CutTo(100)}: {ReportWords.Repeated}"));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Deeper down the last one counts; here it would be a guess which of two servers is meant.
    private static IEnumerable<string> Repeated(JsonElement json) =>
        json.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Skip(1).Any())
            .Select(g => g.Key);

    private static IEnumerable<ErrorReport> Read(JsonElement json, List<string> faults, ref int leftOut)
    {
        if (json.Get("errorType") is null)
        {
            if (json.Get("exception") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array })
            {
                return [SentryReport.Read(json)];
            }

            if (TelemetryExport.Applies(json))
            {
                return Exported(json, ref leftOut);
            }

            if (TelemetryReport.Applies(json))
            {
                return [TelemetryReport.Read(json)];
            }
        }

        foreach (var name in (string[])["serverName", "errorType"])
        {
            if (json.Get(name) is { ValueKind: not JsonValueKind.String })
            {
                faults.Add($"{name}: {ReportWords.NotString}");
            }
        }

        return [Native(json)];
    }

    private static List<ErrorReport> Exported(JsonElement json, ref int leftOut)
    {
        var kept = new List<ErrorReport>();
        foreach (var report in TelemetryExport.Read(json))
        {
            if (kept.Count < MaxExported)
            {
                kept.Add(report);
            }
            else
            {
                leftOut++;
            }
        }

        return kept;
    }

    private static void Add(IEnumerable<ErrorReport> read, List<ErrorReport> reports, List<string> faults)
    {
        var isEmpty = true;
        foreach (var report in read)
        {
            isEmpty = false;
            var before = faults.Count;
            if (string.IsNullOrWhiteSpace(report.ServerName))
            {
                faults.Add($"serverName: {ReportWords.Required}");
            }

            if (string.IsNullOrWhiteSpace(report.ErrorType))
            {
                faults.Add($"errorType: {ReportWords.Required}");
            }

            if (report.ServerName.Length > MaxServerName)
            {
                faults.Add($"serverName: {ReportWords.FormatAtMost(MaxServerName)}");
            }

            if (faults.Count == before)
            {
                reports.Add(Cut(report));
            }
        }

        if (isEmpty)
        {
            faults.Add(NoException);
        }
    }

    private static ErrorReport Native(JsonElement json) => new()
    {
        ServerName = StringOf(json, "serverName") ?? "",
        ServerIp = json.Text("serverIp"),
        ErrorType = StringOf(json, "errorType") ?? "",
        Message = json.AnyText("message", "errorMessage") ?? "",
        RequestMethod = json.Text("requestMethod"),
        RequestUrl = json.Text("requestUrl"),
        StackTrace = json.AnyText("stackTrace", "stacktrace", "stack", "trace") ?? "",
        Timestamp = ReportTime.Of(json.Get("timestamp")),
        Environment = json.Text("environment"),
        Commit = json.Text("commit"),
        TraceId = json.Text("traceId"),
        Tags = Tags(json.Object("tags")),
    };

    private static string? StringOf(JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.String } value ? JsonFields.Text(value) : null;

    private static Dictionary<string, string> Tags(JsonElement? json)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is { } given)
        {
            foreach (var tag in given.EnumerateObject().Take(MaxTags))
            {
                var value = tag.Value.ValueKind == JsonValueKind.Null ? "" : JsonFields.Text(tag.Value);
                tags[Short(tag.Name.WithoutNul())!] =
                    Short(value ?? tag.Value.GetRawText())!;
            }
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
        EventId = Short(report.EventId),
        StackTrace = CutMiddle(report.StackTrace),
    };

    private static string CutMiddle(string text)
    {
        if (text.Length <= MaxStackTrace)
        {
            return text;
        }

        var tail = text.Length - (MaxStackTrace / 2);
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return string.Concat(text.CutTo(MaxStackTrace / 2), "\n...\n", text.AsSpan(tail));
    }

    private static string? Short(string? text) => text?.CutTo(MaxShort);

    private static bool IsCommit(string? commit) =>
        commit is { Length: >= 7 and <= 64 } && commit.All(char.IsAsciiHexDigit);
}
