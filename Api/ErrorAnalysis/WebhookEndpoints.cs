using System.Net;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary><c>POST /api/v1/webhook/error</c>: a server reports an error.</summary>
internal static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/webhook/error", ReceiveAsync)
        .RequireRateLimiting(WebhookLimits.PerAddress)
        .WithTags("Reports").WithName("ReportError")
        .WithSummary("Reports an error: OpsFlow's own JSON, OpenTelemetry's exception attributes, or Sentry's event.")
        .Answers<ReportAnswer>(200).Problems(400, 401, 413, 429, 503);

    private static async Task<IResult> ReceiveAsync(
        HttpContext context,
        ServerDirectory servers,
        AnalysisStore analyses,
        AnalysisRuns runs,
        DurableStart starter,
        WebhookLimits limits,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, RequestBody.MaxBytes, cancellationToken) is not { } body)
        {
            return Problem.TooLarge(RequestBody.MaxBytes);
        }

        if (ReportParser.Parse(body, out var faults) is not { } report)
        {
            return Problem.Invalid(faults);
        }

        var server = await servers.FindAsync(report.ServerName, cancellationToken);
        if (server is not { Active: true } || !IsHost(server, report, context.Connection.RemoteIpAddress))
        {
            return Results.Json(new ReportAnswer("ignored"));
        }

        if (server.IsWebhookSecretLost)
        {
            return Problem.BadSignature();
        }

        if (server.WebhookSecret is { } secret
            && !WebhookSignature.Verify(secret, context.Request.Headers, body.Span, time.GetUtcNow()))
        {
            return Problem.BadSignature();
        }

        // Only now: else anybody could use up what the server itself may send.
        if (limits.Take(server.Name) is { } wait)
        {
            return Problem.TooMany(ProblemWords.TooManyReports, wait);
        }

        var fingerprint = Fingerprint.Compute(report.ToAnalysisRequest(server));
        var accepted = await analyses.AcceptAsync(
            server,
            report,
            fingerprint,
            IdempotencyKey(context.Request),
            id => runs.StartOf(id, server.Name, report.ErrorType),
            cancellationToken);
        if (accepted.Start is { } start)
        {
            starter.Begin(start);
        }
        else if (AnalysisRuns.IsTold(accepted.Occurrences) && !AnalysisStore.IsFinal(accepted.State))
        {
            await TellAsync(runs, accepted, cancellationToken);
        }

        return Results.Json(new ReportAnswer(
            accepted.IsNew ? "received" : "deduplicated", accepted.AnalysisId, accepted.Occurrences));
    }

    private static async Task TellAsync(AnalysisRuns runs, AcceptedReport accepted, CancellationToken cancellationToken)
    {
        try
        {
            await runs.Handle(accepted.AnalysisId).SignalAsync(
                w => w.OccurredAgainAsync(accepted.Occurrences), new() { Rpc = AnalysisRuns.Rpc(cancellationToken) });
        }
        catch (RpcException)
        {
            // The count itself is stored; the workflow shows the next one, or is over.
        }
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
