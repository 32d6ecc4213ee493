using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Temporalio.Runtime.Metrics;

/// <summary>
/// Answers scrapes: <c>GET /metrics</c> over HTTP/1.1, one request a connection. Nothing of the request but its first line
/// matters, and a slow or long one is cut off.
/// </summary>
internal sealed class PrometheusServer
{
    private const int MaxRequest = 16 * 1024;
    private const int MaxConnections = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;
    private readonly Func<string> _write;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _free = new(MaxConnections);

    private PrometheusServer(TcpListener listener, Func<string> write, ILogger logger) =>
        (_listener, _write, _logger) = (listener, write, logger);

    /// <summary>Listens as long as the process lives.</summary>
    /// <param name="options">Where.</param>
    /// <param name="store">What to serve.</param>
    /// <param name="logger">Gets errors.</param>
    /// <returns>The port.</returns>
    public static int Start(PrometheusOptions options, MetricStore store, ILogger logger)
    {
        if (!IPEndPoint.TryParse(options.BindAddress ?? "", out var address))
        {
            throw new ArgumentException($"Prometheus' bind address '{options.BindAddress}' is not an IP address and port");
        }

        var listener = new TcpListener(address);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new InvalidOperationException($"Cannot listen on {options.BindAddress} for Prometheus: {e.Message}", e);
        }

        _ = new PrometheusServer(listener, () => PrometheusText.Write(store, options), logger).AcceptAsync();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            await _free.WaitAsync().ConfigureAwait(false);
            try
            {
                var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                _ = AnswerAsync(client);
            }
            catch (SocketException e)
            {
                _free.Release();
                _logger.LogWarning(e, "A connection for metrics failed");
                await Task.Delay(100).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var timeout = new CancellationTokenSource(Patience))
            {
                var stream = client.GetStream();
                var line = await FirstLineAsync(stream, timeout.Token).ConfigureAwait(false);
                var (status, body) = line.Split(' ') switch
                {
                    ["GET", var path, ..] when path.Split('?')[0] == "/metrics" => ("200 OK", _write()),
                    ["GET", ..] => ("404 Not Found", "Metrics are at /metrics\n"),
                    _ => ("405 Method Not Allowed", ""),
                };
                var bytes = Encoding.UTF8.GetBytes(body);
                var head = Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                    + $"Content-Length: {bytes.Length}\r\nConnection: close\r\n\r\n");
                await stream.WriteAsync(head, timeout.Token).ConfigureAwait(false);
                await stream.WriteAsync(bytes, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            _logger.LogDebug(e, "A scrape of metrics broke off");
        }
        finally
        {
            _free.Release();
        }
    }

    // Reads all headers: closing a connection with unread bytes would reset it under the answer.
    private static async Task<string> FirstLineAsync(NetworkStream stream, CancellationToken token)
    {
        var buffer = new byte[MaxRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), token).ConfigureAwait(false);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        var end = buffer.AsSpan(0, length).IndexOf((byte)'\r');
        return Encoding.ASCII.GetString(buffer, 0, Math.Max(0, end));
    }
}
