using System.Text.Json;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using Temporalio.Client;

namespace OpsFlow.Api.Hosting;

/// <summary>
/// Goes the way of a report before the first one comes, so that not the first reports of a crashing server wait for the
/// compiler and for connections. It leaves nothing behind, and a failure does not fail the start.
/// </summary>
internal sealed partial class WarmUp(
    AnalysisStore analyses, AnalysisRuns runs, ITemporalClient client, ILogger<WarmUp> logger) : IHostedService
{
    private const string Trace = "java.lang.IllegalStateException: order 1\n\tat shop.Orders.find(Orders.java:7)\n";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                serverName = "warm-up", serverIp = "127.0.0.1", errorType = "IllegalStateException", stackTrace = Trace,
            });
            var report = ReportParser.Parse(body, out _)!;
            var server = new ServerRecord { Id = "", Name = report.ServerName, RepositoryUrl = "", Hosts = [] };
            var fingerprint = Fingerprint.Compute(report.ToAnalysisRequest(server));
            await analyses.RehearseAcceptAsync(
                server,
                report,
                fingerprint,
                id => runs.StartOf(id, server.Name, report.ErrorType, isRetry: false),
                cancellationToken);
            await client.Connection.ConnectAsync().WaitAsync(s_patience, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, e.Message);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "The first reports may be answered slowly: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
