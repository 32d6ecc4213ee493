using System.Threading.Channels;

namespace Shop;

/// <summary>
/// Reports exceptions to OpsFlow in the background: a queue of 100, further reports dropped, and no error of its own
/// ever reaches a request.
/// </summary>
public sealed class ErrorReporter(
    IHttpClientFactory http, IConfiguration configuration, ILogger<ErrorReporter> logger) : BackgroundService
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    private readonly Channel<object> _queue = Channel.CreateBounded<object>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Queues a report; returns at once.</summary>
    public void Report(Exception exception, string method, string path) => _queue.Writer.TryWrite(new
    {
        serverName = configuration["OpsFlow:ServerName"] ?? "shop",
        serverIp = "127.0.0.1",
        errorType = exception.GetType().FullName,
        message = exception.Message,
        requestMethod = method,
        requestUrl = path,
        stackTrace = exception.ToString(),
        timestamp = DateTimeOffset.UtcNow,
    });

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var url = new Uri(new Uri(configuration["OpsFlow:Url"] ?? "http://127.0.0.1:8080"), "api/v1/webhook/error");
        await foreach (var report in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var client = http.CreateClient();
                client.Timeout = s_timeout;
                using var response = await client.PostAsJsonAsync(url, report, stoppingToken);
            }
            // Whatever goes wrong with one report, the service that reports goes on.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("The error report was not sent: {Reason}", e.Message);
            }
        }
    }
}
