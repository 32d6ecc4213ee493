using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using Temporalio.Client;

namespace OpsFlow.Api.Hosting;

/// <summary>
/// Goes the way of a report before the first one comes, so that not the first reports of a crashing server wait for the
/// compiler and for connections. It leaves nothing behind, and a failure does not fail the start.
/// </summary>
internal sealed partial class WarmUp(
    AnalysisStore analyses, AnalysisRuns runs, ITemporalClient client, IServer server, ILogger<WarmUp> logger)
    : IHostedLifecycleService
{
    private const int Connections = 4;
    private const int Posts = 8;

    private static readonly byte[] s_body = JsonSerializer.SerializeToUtf8Bytes(new
    {
        serverName = "opsflow-warm-up",
        serverIp = "127.0.0.1",
        errorType = "IllegalStateException",
        stackTrace = "java.lang.IllegalStateException: order 1\n\tat shop.Orders.find(Orders.java:7)\n",
    });

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = ReportParser.Parse(s_body, out _)!;
            var sender = new ServerRecord { Id = "", Name = report.ServerName, RepositoryUrl = "", Hosts = [] };
            var fingerprint = Fingerprint.Compute(report.ToAnalysisRequest(sender));
            await analyses.RehearseAcceptAsync(
                sender,
                report,
                fingerprint,
                id => runs.StartOf(id, sender.Name, report.ErrorType),
                cancellationToken);
            await client.Connection.ConnectAsync().WaitAsync(s_patience, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, e.Message);
        }
    }

    /// <summary>
    /// Posts reports of a server that there is not to the program itself, once it listens and before it says so: they
    /// go through all of HTTP and are ignored.
    /// </summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var own = server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(a => new Uri(
                a.Replace("//*", "//localhost", StringComparison.Ordinal)
                    .Replace("//+", "//localhost", StringComparison.Ordinal)))
            .FirstOrDefault(a => a.Scheme == Uri.UriSchemeHttp);
        if (own is null)
        {
            return;
        }

        try
        {
            using var deadline = new TimeLimit(s_patience, cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PostAsync(own, deadline.Token)));
        }
        catch (Exception e) when (e is SocketException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogFailed(logger, e.Message);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A bare socket: a client of HTTP would have to be compiled, too.
    private static async Task PostAsync(Uri own, CancellationToken token)
    {
        // Another of this machine's own addresses where it has one: what senders here may send is not used up.
        using var socket = OperatingSystem.IsLinux() && IPAddress.TryParse(own.Host, out var address)
            && IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork
                ? new TcpClient(new IPEndPoint(IPAddress.Parse("127.77.1.1"), 0))
                : new TcpClient();
        await socket.ConnectAsync(own.Host, own.Port, token);
        await using var stream = socket.GetStream();
        byte[] request =
        [
            .. Encoding.ASCII.GetBytes(
                $"POST /api/v1/webhook/error HTTP/1.1\r\nHost: {own.Authority}\r\nContent-Type: application/json\r\n"
                // A trace that is not to be kept.
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00\r\n"
                + $"Content-Length: {s_body.Length}\r\n\r\n"),
            .. s_body,
        ];
        var answer = new byte[4096];
        for (var i = 0; i < Posts; i++)
        {
            await stream.WriteAsync(request, token);
            // One small answer a request: how it is cut does not matter, only that it has come.
            if (await stream.ReadAsync(answer, token) == 0)
            {
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The first reports may be answered slowly: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
