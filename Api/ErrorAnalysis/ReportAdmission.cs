using System.Globalization;
using System.Net;
using OpsFlow.Api.Errors;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Decides whose reports are taken, and takes them.</summary>
internal sealed class ReportAdmission(
    ServerDirectory servers, ReportIntake intake, WebhookLimits limits, TimeProvider time)
{
    /// <summary>
    /// The servers that reports name, where they come from one of its hosts and are signed as it asks.
    /// </summary>
    /// <returns>Those that may be taken, or the answer that refuses all.</returns>
    public async Task<(List<(ServerRecord Server, ErrorReport Report)> Allowed, IResult? Refusal)> ByNameAsync(
        HttpContext context, ReadOnlyMemory<byte> body, IEnumerable<ErrorReport> reports,
        CancellationToken cancellationToken)
    {
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
                return ([], Problem.BadSignature());
            }

            allowed.Add((server, report));
        }

        return (allowed, null);
    }

    /// <summary>
    /// The active server of a key. A server that asks for signatures is not reported for by its key alone, which is in
    /// the settings of whoever uses a Sentry SDK.
    /// </summary>
    public async Task<ServerRecord?> ByKeyAsync(string? key, CancellationToken cancellationToken) =>
        key is { Length: > 0 and <= 64 }
        && await servers.FindByKeyAsync(key, cancellationToken) is
            { Active: true, WebhookSecret: null, IsWebhookSecretLost: false } server
            ? server
            : null;

    /// <summary>How long one of the servers has to wait; null if their reports are taken.</summary>
    public TimeSpan? Take(IEnumerable<ServerRecord> reporting)
    {
        foreach (var name in reporting.Select(s => s.Name).Distinct())
        {
            // Only now: else anybody could use up what the server itself may send.
            if (limits.Take(name) is { } wait)
            {
                return wait;
            }
        }

        return null;
    }

    /// <summary>Takes in all reports of a body; the answer is about the first.</summary>
    /// <param name="key">The sender's key of this very body; null to go by the reports' own ids.</param>
    public async Task<ReportAnswer> TakeAsync(
        IReadOnlyList<(ServerRecord Server, ErrorReport Report)> allowed, string? key,
        CancellationToken cancellationToken)
    {
        // At once, and in this order: so they share a commit.
        var answers = await Task.WhenAll(allowed.Select((a, i) => intake.TakeAsync(
            a.Server, a.Report, KeyOf(key, i) ?? OwnKey(a.Report), cancellationToken)));
        return answers is [var first, ..] ? first : new ReportAnswer("ignored");
    }

    private static string? KeyOf(string? key, int index) =>
        index == 0 || key is null ? key : string.Create(CultureInfo.InvariantCulture, $"{key}#{index}");

    private static string? OwnKey(ErrorReport report) => report.EventId is { Length: > 0 } id ? $"event:{id}" : null;

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
}
