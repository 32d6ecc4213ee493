using System.Globalization;
using System.Net;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ErrorAnalysis.Servers;

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
        HttpContext context,
        ServerDirectory servers,
        ReportIntake intake,
        WebhookLimits limits,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // What the server understands is unpacked already.
        if (context.Request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding and not "identity")
        {
            return Problem.UnknownEncoding(encoding);
        }

        ReadOnlyMemory<byte> body;
        try
        {
            if (await RequestBody.ReadAsync(context.Request, RequestBody.MaxBytes, cancellationToken) is not { } read)
            {
                return Problem.TooLarge(RequestBody.MaxBytes);
            }

            body = read;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return Problem.Invalid(["body: not of the form that Content-Encoding names"]);
        }

        var reports = ReportParser.ParseAll(body, out var faults);
        if (reports.Count == 0)
        {
            return Problem.Invalid(faults);
        }

        // Before the count: else anybody could use up what the server itself may send.
        var allowed = new List<(ServerRecord Server, ErrorReport Report)>();
        var verified = new HashSet<string>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            var server = await servers.FindAsync(report.ServerName, cancellationToken);
            if (server is not { Active: true } || !IsHost(server, report, context.Connection.RemoteIpAddress))
            {
                continue;
            }

            // Once a server: it is the same body for all of its reports.
            if (verified.Add(server.Id) && (server.IsWebhookSecretLost || (server.WebhookSecret is { } secret
                && !WebhookSignature.Verify(secret, context.Request.Headers, body.Span, time.GetUtcNow()))))
            {
                return Problem.BadSignature();
            }

            allowed.Add((server, report));
        }

        foreach (var name in allowed.Select(a => a.Server.Name).Distinct())
        {
            if (limits.Take(name) is { } wait)
            {
                return Problem.TooMany(ProblemWords.TooManyReports, wait);
            }
        }

        return Results.Json(await TakeAsync(allowed, IdempotencyKey(context.Request), intake, cancellationToken));
    }

    /// <summary>Takes in all reports of a body; the answer is about the first.</summary>
    private static async Task<ReportAnswer> TakeAsync(
        List<(ServerRecord Server, ErrorReport Report)> allowed,
        string? key,
        ReportIntake intake,
        CancellationToken cancellationToken)
    {
        // At once, and in this order: so they share a commit.
        var answers = await Task.WhenAll(allowed.Select((a, i) => intake.TakeAsync(
            a.Server, a.Report,
            i == 0 || key is null ? key : string.Create(CultureInfo.InvariantCulture, $"{key}#{i}"),
            cancellationToken)));
        return answers is [var first, ..] ? first : new ReportAnswer("ignored");
    }

    private static bool IsHost(ServerRecord server, ErrorReport report, IPAddress? caller)
    {
        foreach (var host in server.Hosts)
        {
            if (host == "*" || string.Equals(host, report.ServerIp, StringComparison.OrdinalIgnoreCase)
                || (caller is not null && IPAddress.TryParse(host, out var address)
                    && address.Equals(caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller)))
            {
                return true;
            }
        }

        return false;
    }

    private static string? IdempotencyKey(HttpRequest request)
    {
        var key = request.Headers["webhook-id"].ToString() is { Length: > 0 } id
            ? id
            : request.Headers["Idempotency-Key"].ToString();
        return key.Length is > 0 and <= 200 ? key : null;
    }
}
