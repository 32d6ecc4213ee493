using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.CodeAnalysis.Reports;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary><c>POST /api/v1/webhook/error</c>: a server reports an error.</summary>
internal static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/webhook/error", ReceiveAsync)
        .RequireRateLimiting(WebhookLimits.PerAddress)
        .WithTags("Reports").WithName("ReportError")
        .WithSummary(
            "Reports an error: OpsFlow's own JSON, OpenTelemetry's attributes or export, Sentry's event or envelope.")
        .Answers<ReportAnswer>(200).Problems(400, 401, 413, 415, 429, 503);

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, ReportAdmission admission, CancellationToken cancellationToken)
    {
        var (body, unreadable) = await ReportBody.ReadAsync(context.Request, RequestBody.MaxBytes, cancellationToken);
        if (unreadable is not null)
        {
            return unreadable;
        }

        var reports = ReportParser.ParseAll(body, out var faults);
        if (reports.Count == 0)
        {
            return Problem.Invalid(faults);
        }

        var (allowed, refusal) = await admission.ByNameAsync(context, body, reports, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        return admission.Take(allowed.Select(a => a.Server)) is { } wait
            ? Problem.TooMany(ProblemWords.TooManyReports, wait)
            : Results.Json(await admission.TakeAsync(allowed, IdempotencyKey(context.Request), cancellationToken));
    }

    private static string? IdempotencyKey(HttpRequest request)
    {
        var key = request.Headers["webhook-id"].ToString() is { Length: > 0 } id
            ? id
            : request.Headers["Idempotency-Key"].ToString();
        return key.Length is > 0 and <= 200 ? key : null;
    }
}
