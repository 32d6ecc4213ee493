using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Shop;

/// <summary>
/// Reports exceptions to OpsFlow in the background: at most 100 wait, further ones are dropped, and no error of its own
/// ever reaches a request. A report that OpsFlow does not take is sent again with the same id, so that it is counted
/// once.
/// </summary>
public sealed class ErrorReporter(
    IHttpClientFactory http, IConfiguration configuration, ILogger<ErrorReporter> logger) : BackgroundService
{
    private const int MaxAttempts = 10;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private readonly Channel<(string Id, object Report)> _queue = Channel.CreateBounded<(string, object)>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Uri _url = new(
        new Uri(configuration["OpsFlow:Url"] ?? "http://127.0.0.1:8080"), "api/v1/webhook/error");

    /// <summary>Queues a report; returns at once.</summary>
    public void Report(Exception exception, string method, string path) => _queue.Writer.TryWrite((
        Guid.NewGuid().ToString(),
        new
        {
            serverName = configuration["OpsFlow:ServerName"] ?? "shop",
            serverIp = OwnAddress(),
            errorType = exception.GetType().FullName,
            message = exception.Message,
            requestMethod = method,
            requestUrl = path,
            stackTrace = exception.ToString(),
            timestamp = DateTimeOffset.UtcNow,
        }));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (id, report) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(report);
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                var (pause, reason) = await TryAsync(id, body, stoppingToken);
                if (reason is null)
                {
                    break;
                }

                if (pause is not { } least || attempt == MaxAttempts)
                {
                    logger.LogWarning("The error report was not sent: {Reason}", reason);
                    break;
                }

                var seconds = Math.Min(s_longestPause.TotalSeconds, Math.Pow(2, attempt - 1));
                await Task.Delay(
                    TimeSpan.FromSeconds(Math.Max(seconds, least.TotalSeconds)), stoppingToken);
            }
        }
    }

    /// <returns>How long to wait at least before it is sent again, or null; and what went wrong, or null.</returns>
    private async Task<(TimeSpan? Pause, string? Reason)> TryAsync(string id, byte[] body, CancellationToken stop)
    {
        try
        {
            using var client = http.CreateClient();
            client.Timeout = s_timeout;
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            Sign(request, id, body);
            using var response = await client.SendAsync(request, stop);
            return response.IsSuccessStatusCode ? (null, null)
                : (IsPassing(response.StatusCode) ? response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero : null,
                    $"OpsFlow answered {(int)response.StatusCode}");
        }
        // Whatever goes wrong with one report, the service that reports goes on.
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            return (TimeSpan.Zero, e.Message);
        }
    }

    // Standard Webhooks: the id stays when a report is sent again, the time is that of the attempt.
    private void Sign(HttpRequestMessage request, string id, byte[] body)
    {
        var timestamp = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        if (configuration["OpsFlow:WebhookSecret"] is { Length: > 0 } secret)
        {
            var key = secret.StartsWith("whsec_", StringComparison.Ordinal)
                ? Convert.FromBase64String(secret["whsec_".Length..])
                : Encoding.UTF8.GetBytes(secret);
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
            request.Headers.Add(
                "webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
        }
    }

    private static bool IsPassing(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;

    // The address of this machine that OpsFlow sees; nothing is sent to find it out.
    private string? OwnAddress()
    {
        try
        {
            using var probe = new Socket(SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(_url.Host, _url.Port);
            var address = ((IPEndPoint)probe.LocalEndPoint!).Address;
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
