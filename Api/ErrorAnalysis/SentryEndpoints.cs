using System.Globalization;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.CodeAnalysis.Reports;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>
/// The paths that Sentry's SDKs send to, made of a DSN: the server's key says who reports. What is not an error, such
/// as sessions and timings, is taken and left alone. Source: Sentry's developer documentation, "Overview" and
/// "Envelopes".
/// </summary>
internal static class SentryEndpoints
{
    private const string KeyName = "sentry_key";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, name) in new[] { ("envelope", "SendSentryEnvelope"), ("store", "SendSentryEvent") })
        {
            routes.MapPost($"/api/{{project}}/{path}", ReceiveAsync)
                .RequireRateLimiting(WebhookLimits.PerAddress)
                .WithTags("Reports").WithName(name)
                .WithSummary("What a Sentry SDK sends whose DSN is that of a server.")
                .Answers<SentryAnswer>(200).Problems(400, 403, 413, 415, 429, 503);
        }
    }

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, string project, ReportAdmission admission, CancellationToken cancellationToken)
    {
        // SDKs in browsers read the answer only then; none of them sends a credential of its own.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlExposeHeaders = "Retry-After, X-Sentry-Rate-Limits";
        if (await admission.ByKeyAsync(KeyOf(context.Request), cancellationToken) is not { } server
            || $"{server.ReportNumber}" != project)
        {
            return Problem.Create(403, "unknown_key", ProblemWords.UnknownReportKey);
        }

        if (admission.Take([server]) is { } wait)
        {
            context.Response.Headers["X-Sentry-Rate-Limits"] = string.Create(
                CultureInfo.InvariantCulture, $"{Math.Ceiling(Math.Max(1, wait.TotalSeconds))}::key");
            return Problem.TooMany(ProblemWords.TooManyReports, wait);
        }

        var (body, unreadable) = await ReportBody.ReadAsync(context.Request, RequestBody.MaxBytes, cancellationToken);
        if (unreadable is not null)
        {
            return unreadable;
        }

        var reports = ReportParser.ParseAll(body, out var faults, server.Name);
        if (reports.Count == 0)
        {
            return ReportParser.IsSentry(body) ? Results.Json(new SentryAnswer(null)) : Problem.Invalid(faults);
        }

        await admission.TakeAsync([.. reports.Select(r => (server, r))], null, cancellationToken);
        return Results.Json(new SentryAnswer(reports[0].EventId));
    }

    // "X-Sentry-Auth: Sentry sentry_version=7, sentry_key=..., sentry_client=..."; browsers put it into the address.
    private static string? KeyOf(HttpRequest request)
    {
        if (request.Query[KeyName].ToString() is { Length: > 0 } asked)
        {
            return asked;
        }

        foreach (var header in new[] { "X-Sentry-Auth", "Authorization" })
        {
            foreach (var part in request.Headers[header].ToString().Split([',', ' ']))
            {
                if (part.StartsWith(KeyName + "=", StringComparison.Ordinal))
                {
                    return part[(KeyName.Length + 1)..].Trim();
                }
            }
        }

        return null;
    }
}
