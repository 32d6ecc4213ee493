using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>
/// The paths that OpenTelemetry's exporters send to over HTTP, in JSON: exceptions among logs and spans are taken, all
/// else is left alone. Who reports is said by the server's key in a header, else by <c>service.name</c> and the
/// sender's address as of any report. Source: the OpenTelemetry protocol, "OTLP/HTTP".
/// </summary>
internal static class TelemetryEndpoints
{
    /// <summary>The header of a server's key.</summary>
    public const string KeyHeader = "x-opsflow-key";

    // An exporter's batch: 512 records by default, of which each may have a stack trace.
    private const int MaxBytes = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, name) in new[] { ("logs", "ExportLogs"), ("traces", "ExportTraces") })
        {
            routes.MapPost($"/v1/{path}", ReceiveAsync)
                .RequireRateLimiting(WebhookLimits.PerAddress)
                .WithTags("Reports").WithName(name)
                .WithSummary("What an OpenTelemetry exporter sends (OTLP/HTTP, JSON).")
                .Answers<ExportAnswer>(200).Problems(400, 401, 413, 415, 429, 503);
        }
    }

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, ReportAdmission admission, CancellationToken cancellationToken)
    {
        // Exporters send binary messages unless they are told not to.
        if (!context.Request.HasJsonContentType())
        {
            return Problem.Create(
                415, "unsupported_media_type", ProblemWords.OnlyJsonTelemetry, context.Request.ContentType);
        }

        ServerRecord? server = null;
        if (KeyOf(context.Request) is { } key
            && (server = await admission.ByKeyAsync(key, cancellationToken)) is null)
        {
            return Problem.Create(401, "unknown_key", ProblemWords.UnknownReportKey);
        }

        var (body, unreadable) = await ReportBody.ReadAsync(context.Request, MaxBytes, cancellationToken);
        if (unreadable is not null)
        {
            return unreadable;
        }

        var reports = ReportParser.ParseAll(body, out var faults, out var leftOut, server?.Name);
        if (reports.Count == 0 && faults.Any(f => f != ReportParser.NoException))
        {
            return Problem.Invalid(faults);
        }

        var (allowed, refusal) = server is null
            ? await admission.ByNameAsync(context, body, reports, cancellationToken)
            : ([.. reports.Select(r => (server, r))], null);
        if (refusal is not null)
        {
            return refusal;
        }

        if (admission.Take(allowed.Select(a => a.Server)) is { } wait)
        {
            return Problem.TooMany(ProblemWords.TooManyReports, wait);
        }

        await admission.TakeAsync(allowed, null, cancellationToken);
        return Results.Json(new ExportAnswer(leftOut == 0 ? null : LeftOut(context.Request, leftOut)));
    }

    private static ExportPartialSuccess LeftOut(HttpRequest request, int count)
    {
        var isOfSpans = request.Path.Value?.EndsWith("/traces", StringComparison.OrdinalIgnoreCase) == true;
        return new(
            isOfSpans ? null : count, isOfSpans ? count : null,
            $"The first {ReportParser.MaxExported} exceptions of an export are taken; {count} were left out.");
    }

    private static string? KeyOf(HttpRequest request) =>
        request.Headers[KeyHeader].ToString() is { Length: > 0 } key ? key : null;
}
